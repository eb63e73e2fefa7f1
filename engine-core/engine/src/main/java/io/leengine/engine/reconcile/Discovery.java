package io.leengine.engine.reconcile;

import io.leengine.engine.Applications.Placed;
import io.leengine.engine.domain.Version;
import io.leengine.spi.loadbalancer.Upstream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells which upstreams an application's domain should have. Ready instances of the versions that have a share are in,
 * each version's share divided among its ready instances, however many there are. A version without a ready instance
 * cedes its share to the others; one that is to take over from another gets nothing until it is whole.
 *
 * <p>Instances of a drained cell are out while their version has a ready instance in a cell that is not drained. It is
 * asked version by version, so that draining a cell moves no traffic from one version to another; a version that nobody
 * else could serve goes on where it is: an outage is worse than a cell that is not drained.
 */
final class Discovery {
    private static final int SCALE = 1_000;

    private Discovery() {
    }

    /**
     * @param versions those that should run
     * @param placed what the cells have told
     * @param leaving ids of instances that are to be stopped
     * @param drained names of cells that are drained
     * @param served what is served of cells that have told nothing yet, and goes on being served
     * @return those of the cells that have told, sorted by endpoint; then those that go on
     */
    static List<Upstream> upstreams(List<Version> versions, List<Placed> placed, Set<String> leaving,
            Set<String> drained, List<Upstream> served) {
        List<Placed> able = placed.stream()
            .filter(each -> each.instance().ready() && each.instance().endpoint().isPresent())
            .filter(each -> !leaving.contains(each.instance().id())).toList();
        Set<String> elsewhere = new HashSet<>();
        able.stream().filter(each -> !drained.contains(each.cell()))
            .forEach(each -> elsewhere.add(each.instance().version().version()));
        served.stream().filter(each -> !drained.contains(each.cell())).forEach(each -> elsewhere.add(each.version()));
        Map<String, List<Placed>> ready = able.stream()
            .filter(each -> !(drained.contains(each.cell()) && elsewhere.contains(each.instance().version().version())))
            .collect(Collectors.groupingBy(each -> each.instance().version().version()));
        Map<String, Integer> shares = shares(versions, name -> ready.getOrDefault(name, List.of()).size());
        List<Upstream> upstreams = new ArrayList<>();
        shares.forEach((name, share) -> {
            List<Placed> some = ready.getOrDefault(name, List.of());
            int weight = some.isEmpty() ? 0 : Math.max(1, share * SCALE / some.size());
            some.forEach(each -> upstreams.add(new Upstream(each.instance().endpoint().orElseThrow(), weight, name,
                each.cell(), each.instance().id())));
        });
        upstreams.sort(Comparator.comparing(Upstream::endpoint));
        served.stream().filter(each -> !(drained.contains(each.cell()) && elsewhere.contains(each.version())))
            .forEach(upstreams::add);
        return List.copyOf(upstreams);
    }

    /** Returns the versions that get traffic now, with their shares. */
    static Map<String, Integer> shares(List<Version> versions, Function<String, Integer> ready) {
        Map<String, Integer> shares = new HashMap<>();
        for (Version version : versions) {
            if (version.weight() > 0 && !waits(version, versions, ready)) {
                shares.put(version.name(), version.weight());
            }
        }
        return shares;
    }

    /** A successor waits while those it replaces still can serve. */
    private static boolean waits(Version version, List<Version> versions, Function<String, Integer> ready) {
        return versions.stream().anyMatch(other -> other.state() == Version.State.RETIRING && other.weight() > 0
            && other.successor().filter(version.id()::equals).isPresent() && ready.apply(other.name()) > 0);
    }
}
