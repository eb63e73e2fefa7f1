package io.leengine.engine.reconcile;

import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.Version;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.SimulatedCell;
import io.leengine.engine.sim.SimulatedGroup;
import io.leengine.engine.sim.World;
import io.leengine.model.Endpoint;
import io.leengine.spi.loadbalancer.Upstream;
import io.leengine.spi.scheduler.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares the world with what is desired, and says in words where it differs. */
final class Desires {
    private final MemoryStore store;
    private final World world;

    Desires(MemoryStore store, World world) {
        this.store = store;
        this.world = world;
    }

    List<String> differences() {
        return world.locked(() -> {
            List<String> differences = new ArrayList<>();
            List<Application> applications = store.read(session -> session.applications().names().stream()
                .flatMap(name -> session.applications().byName(name).stream()).toList());
            Set<String> names = applications.stream().map(Application::name).collect(Collectors.toSet());
            applications.forEach(application -> compare(application, differences));
            for (SimulatedCell cell : world.cells().values()) {
                cell.namespaces().stream().filter(name -> !names.contains(name))
                    .forEach(name -> differences.add("left over: namespace " + name + " in " + cell.name()));
                cell.instances().stream().filter(each -> !names.contains(each.version().namespace()))
                    .forEach(each -> differences.add("left over: " + each));
            }
            Set<String> domains = applications.stream().map(each -> each.group() + "/" + each.host())
                .collect(Collectors.toSet());
            for (SimulatedGroup group : world.groups().values()) {
                group.sets().keySet().stream().filter(host -> !domains.contains(group.name() + "/" + host))
                    .forEach(host -> differences.add("left over: domain " + host + " of " + group.name()));
            }
            return differences;
        });
    }

    private void compare(Application application, List<String> differences) {
        String name = application.name();
        List<Version> versions = store.read(session -> session.applications().wantedVersions(List.of(application.id())));
        if (application.deleting()) {
            differences.add(name + " is still being deleted");
            return;
        }
        if (!store.read(session -> session.applications().evictions(application.id())).isEmpty()) {
            differences.add(name + " has evictions");
        }
        Set<String> drained = store.read(DrainedCells::of);
        Map<String, Set<Endpoint>> inUse = new TreeMap<>();
        Map<String, Set<Endpoint>> inDrained = new TreeMap<>();
        for (SimulatedCell cell : world.cells().values()) {
            Map<String, Integer> wanted = new TreeMap<>();
            versions.stream().filter(version -> version.cells().getOrDefault(cell.name(), 0) > 0)
                .forEach(version -> wanted.put(version.name(), version.cells().get(cell.name())));
            Map<String, Integer> there = new TreeMap<>();
            for (Instance instance : cell.instances(name)) {
                there.merge(instance.version().version(), 1, Integer::sum);
                if (!instance.ready()) {
                    differences.add(cell.name() + " not ready: " + instance.id() + " " + instance.state());
                }
                versions.stream().filter(version -> version.name().equals(instance.version().version()))
                    .filter(version -> version.weight() > 0 && instance.ready())
                    .forEach(version -> (drained.contains(cell.name()) ? inDrained : inUse)
                        .computeIfAbsent(version.name(), key -> new TreeSet<>()).add(instance.endpoint().orElseThrow()));
            }
            if (!there.equals(wanted)) {
                differences.add(name + " in " + cell.name() + " should be " + wanted + " and is " + there);
            }
        }
        versions.stream().filter(version -> version.state() == Version.State.RETIRING)
            .forEach(version -> differences.add(name + " " + version.name() + " still retires"));
        Set<Endpoint> serving = new TreeSet<>();
        inUse.values().forEach(serving::addAll);
        inDrained.keySet().removeAll(inUse.keySet());
        inDrained.values().forEach(serving::addAll);
        Set<Endpoint> served = world.group(application.group()).sets().getOrDefault(application.host(), List.of())
            .stream().map(Upstream::endpoint).collect(Collectors.toCollection(TreeSet::new));
        if (!served.equals(serving)) {
            differences.add(name + " should be served by " + serving + " and is by " + served);
        }
    }
}
