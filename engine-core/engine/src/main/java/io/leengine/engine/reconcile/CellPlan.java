package io.leengine.engine.reconcile;

import io.leengine.engine.domain.Eviction;
import io.leengine.engine.domain.Version;
import io.leengine.spi.scheduler.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What should happen in one cell for one application.
 *
 * @param cell the cell's name
 * @param versions by name: every version that is wanted there or has instances there
 * @param evicted instances to be replaced
 */
record CellPlan(String cell, Map<String, VersionPlan> versions, List<Instance> evicted) {
    /**
     * What should happen with one version.
     *
     * @param version the version; empty when it should not run there
     * @param wanted how many instances should stay
     * @param present how many there are that are not being stopped
     * @param surplus those that go
     */
    record VersionPlan(Optional<Version> version, int wanted, int present, List<Instance> surplus) {
        /** The number to state until the surplus is drained: nobody goes before. */
        int holding() {
            return surplus.isEmpty() ? wanted : Math.max(wanted, present);
        }
    }

    static CellPlan of(String cell, Desired desired, List<Instance> instances, Set<String> chosen) {
        Set<String> names = new TreeSet<>();
        desired.versions().stream().filter(version -> version.cells().containsKey(cell))
            .forEach(version -> names.add(version.name()));
        instances.forEach(instance -> names.add(instance.version().version()));
        Map<String, VersionPlan> versions = new TreeMap<>();
        for (String name : names) {
            List<Instance> own = instances.stream()
                .filter(instance -> instance.version().version().equals(name))
                .filter(instance -> instance.state() != Instance.State.STOPPING).toList();
            Optional<Integer> wanted = desired.instances(name, cell);
            versions.put(name, new VersionPlan(wanted.isPresent() ? desired.version(name) : Optional.empty(),
                wanted.orElse(0), own.size(), Surplus.of(own, wanted.orElse(0), chosen)));
        }
        return new CellPlan(cell, versions, evicted(cell, desired.evictions(), instances));
    }

    private static List<Instance> evicted(String cell, List<Eviction> evictions, List<Instance> instances) {
        Set<String> ids = new TreeSet<>();
        evictions.stream().filter(eviction -> eviction.cell().equals(cell)).forEach(each -> ids.add(each.instance()));
        return instances.stream().filter(instance -> ids.contains(instance.id())).toList();
    }

    /** Returns everyone who goes: surplus and evicted. */
    List<Instance> leaving() {
        List<Instance> all = new ArrayList<>(evicted);
        versions.values().forEach(version -> all.addAll(version.surplus()));
        return all;
    }
}
