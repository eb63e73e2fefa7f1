package io.leengine.engine.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Applications;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.Version;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.SimulatedRegistry;
import io.leengine.engine.sim.TestEngine;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Whatever users do with an application, its versions stay what they are and its shares stay whole. */
class DeploymentsPropertiesTest {
    private static final Set<ErrorCode> REFUSALS = Set.of(ErrorCode.INVALID, ErrorCode.CONFLICT, ErrorCode.NOT_FOUND);

    private final MemoryStore store = new MemoryStore();
    private final SimulatedRegistry registry = new SimulatedRegistry();
    private final Map<Integer, Version> known = new HashMap<>();
    private final List<String> story = new ArrayList<>();

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void sharesStayWholeAndVersionsStayTheSame(@ForAll long seed) {
        new DeploymentsPropertiesTest().play(seed);
    }

    private void play(long seed) {
        Random random = new Random(seed);
        store.write(session -> {
            List.of("a", "b").forEach(cell -> session.parts().insert(TestEngine.part(SeamKind.SCHEDULER, cell)));
            return null;
        });
        registry.push("hello", "latest", "first");
        try (TestEngine engine = new TestEngine(store, registry)) {
            // Only what users do is looked at here: no reconciler hands over meanwhile.
            engine.reconciliation.close();
            engine.applications.create(TestEngine.OWNER, TestEngine.draft("hello"));
            for (int i = 0; i < 40; i++) {
                List<Version> before = versions();
                try {
                    act(engine.applications, before, random);
                    check(before);
                } catch (EngineException e) {
                    assertTrue(REFUSALS.contains(e.code()), () -> story + " " + e);
                    assertEquals(before, versions(), () -> "a refusal changed something: " + story);
                }
            }
        }
    }

    private List<Version> versions() {
        return store.read(session -> session.applications()
            .versions(session.applications().byName("hello").orElseThrow().id()));
    }

    private void act(Applications to, List<Version> versions, Random random) {
        String version = versions.isEmpty() ? "v1" : versions.get(random.nextInt(versions.size())).name();
        int what = versions.isEmpty() ? 0 : random.nextInt(8);
        story.add(what + " " + version);
        switch (what) {
            case 0, 1 -> {
                registry.push("hello", "latest", "content " + random.nextInt());
                to.deploy(TestEngine.OWNER, "hello", TestEngine.deployment(cells(random), random.nextInt(101),
                    random.nextInt(3) == 0), Optional.empty());
            }
            case 2, 3 -> {
                Map<String, Integer> weights = new TreeMap<>();
                int some = random.nextInt(101);
                weights.put(version, some);
                weights.merge(versions.get(random.nextInt(versions.size())).name(), 100 - some, Integer::sum);
                to.weigh(TestEngine.OWNER, "hello", weights, Optional.empty());
            }
            case 4 -> to.scale(TestEngine.OWNER, "hello", version, cells(random), Optional.empty());
            case 5 -> to.scale(TestEngine.OWNER, "hello", version, random.nextInt(9), Optional.empty());
            case 6 -> to.deleteVersion(TestEngine.OWNER, "hello", version, Optional.empty());
            default -> to.rollBack(TestEngine.OWNER, "hello",
                random.nextBoolean() ? Optional.empty() : Optional.of(version), Optional.empty());
        }
    }

    private static Map<String, Integer> cells(Random random) {
        Map<String, Integer> cells = new TreeMap<>(Map.of("a", 1 + random.nextInt(4)));
        if (random.nextBoolean()) {
            cells.put("b", random.nextInt(3));
        }
        return cells;
    }

    private void check(List<Version> before) {
        List<Version> now = versions();
        assertTrue(now.size() >= before.size(), "History is kept");
        assertEquals(now.size(), now.stream().map(Version::number).distinct().count());
        List<Version> live = now.stream().filter(version -> version.state() == Version.State.LIVE).toList();
        int sum = live.stream().mapToInt(Version::weight).sum();
        assertTrue(sum == 100 || sum == 0 && live.stream().noneMatch(version -> version.weight() > 0),
            () -> "weights " + live + " after " + story);
        boolean traffic = before.stream().anyMatch(version -> version.state() == Version.State.LIVE
            && version.weight() > 0);
        boolean last = story.getLast().startsWith("6") && live.isEmpty();
        assertTrue(sum == 100 || !traffic || last, () -> "The traffic is lost: " + now + " after " + story);
        for (Version version : now) {
            Version first = known.putIfAbsent(version.number(), version);
            if (first != null) {
                assertEquals(List.of(first.id(), first.settings(), first.digest(), first.tag(), first.createdAt()),
                    List.of(version.id(), version.settings(), version.digest(), version.tag(), version.createdAt()));
            }
            assertTrue(version.wanted() || version.weight() == 0, () -> "A deleted version has a share: " + story);
            version.successor().ifPresent(id -> assertTrue(now.stream()
                .anyMatch(other -> other.id().equals(id) && other.wanted()), () -> "waits for nobody: " + story));
        }
    }
}
