package io.leengine.engine.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Applications.Placed;
import io.leengine.engine.domain.Version;
import io.leengine.engine.sim.TestEngine;
import io.leengine.model.Digest;
import io.leengine.model.Endpoint;
import io.leengine.spi.loadbalancer.Upstream;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.VersionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DiscoveryPropertiesTest {
    private final List<Version> versions = new ArrayList<>();
    private final List<Placed> placed = new ArrayList<>();
    private final Set<String> leaving = new HashSet<>();
    private final Set<String> drained = new HashSet<>();
    private final List<Upstream> served = new ArrayList<>();

    static Version version(int number, int weight, Version.State state, Optional<String> successor) {
        return new Version("id" + number, "app", number, "hello", "", Digest.of(new byte[0]),
            TestEngine.how(Duration.ofSeconds(1)), new TreeMap<>(Map.of("a", 1)), weight, state, successor, Instant.EPOCH,
            "me", Optional.empty());
    }

    static Instance instance(String id, int version, boolean ready, Optional<Instant> startedAt, int port) {
        return new Instance(id, new VersionKey("hello", "v" + version), "node", Optional.of(new Endpoint("10.0.0.1", port)),
            ready ? Instance.State.RUNNING : Instance.State.STARTING, ready, startedAt, 0, "", Map.of());
    }

    private void fill(Random random) {
        int count = 1 + random.nextInt(4);
        for (int i = 1; i <= count; i++) {
            boolean retires = i < count && random.nextInt(3) == 0;
            versions.add(version(i, random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(100),
                retires ? Version.State.RETIRING : Version.State.LIVE,
                retires ? Optional.of("id" + count) : Optional.empty()));
            int instances = random.nextInt(6);
            for (int j = 0; j < instances; j++) {
                String id = "v" + i + "-" + j;
                placed.add(new Placed(random.nextBoolean() ? "a" : "b",
                    instance(id, i, random.nextInt(3) > 0, Optional.empty(), 1 + placed.size()), Instant.EPOCH));
                if (random.nextInt(5) == 0) {
                    leaving.add(id);
                }
            }
        }
        List.of("a", "b", "c", "d").stream().filter(cell -> random.nextInt(3) == 0).forEach(drained::add);
        for (int i = random.nextInt(4); i > 0; i--) {
            served.add(new Upstream(new Endpoint("10.0.0.2", i), 1, "v" + (1 + random.nextInt(count)),
                random.nextBoolean() ? "c" : "d", "served-" + i));
        }
        placed.add(new Placed("a", instance("stray", 99, true, Optional.empty(), 999), Instant.EPOCH));
    }

    private boolean serves(Version version) {
        return version.weight() > 0 && !able(version).isEmpty();
    }

    /** Whether a version has somebody in a cell that is not drained. */
    private boolean elsewhere(String version) {
        return ready(version).anyMatch(each -> !drained.contains(each.cell()))
            || served.stream().anyMatch(each -> each.version().equals(version) && !drained.contains(each.cell()));
    }

    private List<Placed> able(Version version) {
        boolean elsewhere = elsewhere(version.name());
        return ready(version.name()).filter(each -> !elsewhere || !drained.contains(each.cell())).toList();
    }

    private Stream<Placed> ready(String version) {
        return placed.stream().filter(each -> each.instance().version().version().equals(version))
            .filter(each -> each.instance().ready() && !leaving.contains(each.instance().id()));
    }

    @Property
    void upstreamsAreThoseWhoMayServeByTheirShares(@ForAll long seed) {
        new DiscoveryPropertiesTest().check(seed);
    }

    private void check(long seed) {
        fill(new Random(seed));
        List<Upstream> all = Discovery.upstreams(versions, placed, leaving, drained, served);
        assertEquals(List.of(), all.stream().filter(each -> drained.contains(each.cell()) && elsewhere(each.version()))
            .toList(), "drained, and others could");
        List<Upstream> upstreams = new ArrayList<>(all);
        upstreams.removeAll(served);
        assertEquals(served.stream().filter(each -> !drained.contains(each.cell()) || !elsewhere(each.version())).toList(),
            all.subList(upstreams.size(), all.size()));
        Map<String, Instance> byId = placed.stream()
            .collect(Collectors.toMap(each -> each.instance().id(), Placed::instance));
        assertTrue(upstreams.stream().allMatch(each -> byId.get(each.instance()).ready() && each.weight() > 0));
        assertTrue(upstreams.stream().noneMatch(each -> leaving.contains(each.instance())));
        assertEquals(versions.stream().anyMatch(this::serves), !upstreams.isEmpty(), "somebody with a share is ready");
        Map<String, Integer> sums = new HashMap<>();
        upstreams.forEach(each -> sums.merge(each.version(), each.weight(), Integer::sum));
        for (Version version : versions) {
            boolean waits = versions.stream().anyMatch(other -> other.successor().equals(Optional.of(version.id()))
                && serves(other));
            if (waits || !serves(version)) {
                assertFalse(sums.containsKey(version.name()), () -> version + " serves too early");
            } else {
                double off = version.weight() * 1_000.0 - sums.get(version.name());
                assertTrue(Math.abs(off) <= able(version).size(), () -> "off by " + off);
            }
        }
    }

    @Test
    void aSuccessorTakesOverOnceNoneOfThoseItReplacesIsReady() {
        versions.add(version(1, 100, Version.State.RETIRING, Optional.of("id2")));
        versions.add(version(2, 100, Version.State.LIVE, Optional.empty()));
        placed.add(new Placed("a", instance("new", 2, true, Optional.empty(), 2), Instant.EPOCH));
        Placed old = new Placed("a", instance("old", 1, true, Optional.empty(), 1), Instant.EPOCH);
        List<Placed> both = new ArrayList<>(placed);
        both.add(old);
        assertEquals(List.of("old"), Discovery.upstreams(versions, both, leaving, drained, served).stream()
            .map(Upstream::instance).toList());
        assertEquals(List.of("new"), Discovery.upstreams(versions, placed, leaving, drained, served).stream()
            .map(Upstream::instance).toList());
    }

    private List<String> served(String... cells) {
        return Discovery.upstreams(versions, placed, leaving, Set.of(cells), served).stream()
            .map(each -> each.version() + " " + each.cell() + " " + each.weight()).sorted().toList();
    }

    @Test
    void drainingACellLeavesTheSharesOfVersionsAsTheyAre() {
        versions.add(version(1, 90, Version.State.LIVE, Optional.empty()));
        versions.add(version(2, 10, Version.State.LIVE, Optional.empty()));
        placed.add(new Placed("a", instance("1", 1, true, Optional.empty(), 1), Instant.EPOCH));
        placed.add(new Placed("b", instance("2", 1, true, Optional.empty(), 2), Instant.EPOCH));
        placed.add(new Placed("a", instance("3", 2, true, Optional.empty(), 3), Instant.EPOCH));
        assertEquals(List.of("v1 a 45000", "v1 b 45000", "v2 a 10000"), served());
        assertEquals(List.of("v1 b 90000", "v2 a 10000"), served("a"), "nobody else could serve v2");
        assertEquals(List.of("v1 a 90000", "v2 a 10000"), served("b"));
        assertEquals(served(), served("a", "b"), "nobody is left");
        leaving.add("2");
        assertEquals(List.of("v1 a 90000", "v2 a 10000"), served("a"), "who goes cannot take over");
        served.add(new Upstream(new Endpoint("10.0.0.2", 1), 7, "v1", "c", "x"));
        assertEquals(List.of("v1 c 7", "v2 a 10000"), served("a"), "a cell that has told nothing yet goes on serving");
        assertEquals(List.of("v1 a 90000", "v2 a 10000"), served("c"), "and is drained without having told");
    }
}
