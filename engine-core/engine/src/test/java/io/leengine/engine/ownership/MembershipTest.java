package io.leengine.engine.ownership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private final Fleet fleet = new Fleet();

    private Map<Integer, String> owners() {
        Map<Integer, String> rows = fleet.store.read(session -> session.ownership().owners());
        Map<Integer, String> owners = new TreeMap<>(rows);
        owners.replaceAll((shard, id) -> id.isEmpty() ? "" : id.substring(0, id.indexOf('.')));
        return owners;
    }

    private Map<String, Long> counts() {
        return new TreeMap<>(owners().values().stream().collect(Collectors.groupingBy(name -> name, Collectors.counting())));
    }

    private long moved(Map<Integer, String> before) {
        Map<Integer, String> after = owners();
        return before.entrySet().stream().filter(each -> !each.getValue().equals(after.get(each.getKey()))).count();
    }

    @Test
    void theFirstOwnsEverythingAtOnce() {
        fleet.join("a", 1000).round();
        assertEquals(Map.of("a", (long) Shards.COUNT), counts());
        assertEquals(Fleet.KEYS.size(), Fleet.KEYS.stream().filter(key -> fleet.acting(key).size() == 1).count());
    }

    @Test
    void whoJoinsGetsAFairShareAndNothingElseMoves() {
        fleet.join("a", 1000).round();
        Map<Integer, String> before = owners();
        fleet.join("b", 1000).round();
        fleet.live(3);
        assertEquals(Map.of("a", 64L, "b", 64L), counts());
        assertEquals(64, moved(before));
        before = owners();
        fleet.join("c", 1000).round();
        fleet.live(3);
        assertEquals(Map.of("a", 43L, "b", 43L, "c", 42L), counts());
        assertEquals(42, moved(before));
    }

    @Test
    void whatOneLeavesIsTheOthersWithinARound() {
        fleet.join("a", 1000).round();
        Fleet.Member b = fleet.join("b", 1000);
        fleet.live(4);
        Map<Integer, String> before = owners();
        b.membership.leave();
        fleet.members.remove(b);
        fleet.live(1);
        assertEquals(Map.of("a", 128L), counts());
        assertEquals(64, moved(before));
    }

    @Test
    void whatADeadOneOwnedIsTakenAfterTheLeaseTimeAndNotBefore() {
        fleet.join("a", 1000).round();
        fleet.live(1);
        Fleet.Member b = fleet.join("b", 1000);
        fleet.live(4);
        fleet.members.remove(b);
        fleet.live((int) Membership.LEASE.toSeconds() - 1);
        assertEquals(Map.of("a", 64L, "b", 64L), counts());
        fleet.live(2);
        assertEquals(Map.of("a", 128L), counts());
    }

    @Test
    void aRestartInTheSameFolderNeedNotWait() {
        Fleet.Member before = fleet.join("a", 1000);
        before.round();
        fleet.members.remove(before);
        fleet.join("a", 1000).round();
        assertEquals(Fleet.KEYS.size(), Fleet.KEYS.stream().filter(key -> fleet.acting(key).size() == 1).count());
    }

    @Test
    void aShardStaysWhileSomethingRunsForIt() {
        Fleet.Member a = fleet.join("a", 1000);
        a.round();
        a.idle = false;
        fleet.join("b", 1000);
        fleet.live(5);
        assertEquals(Map.of("a", 128L), counts());
        // Nothing new begins meanwhile for what is to go.
        assertTrue(Fleet.KEYS.stream().anyMatch(key -> a.membership.tenure(key).isEmpty()));
        a.idle = true;
        fleet.live(2);
        assertEquals(Map.of("a", 64L, "b", 64L), counts());
    }

    @Test
    void aDatabaseThatWasAwayEndsNobodysLease() {
        fleet.join("a", 1000).round();
        fleet.join("b", 1000);
        fleet.live(4);
        Map<Integer, String> before = owners();
        fleet.store.fail(new EngineException(ErrorCode.UNAVAILABLE, "away"));
        for (int i = 0; i < 30; i++) {
            fleet.pass(Duration.ofSeconds(1));
            for (Fleet.Member member : fleet.members) {
                assertEquals(ErrorCode.UNAVAILABLE, assertThrows(EngineException.class,
                    member::round).code());
            }
        }
        // Nobody acts on what it cannot know.
        assertTrue(Fleet.KEYS.stream().allMatch(key -> fleet.members.stream()
            .allMatch(member -> member.membership.tenure(key).isEmpty())));
        fleet.store.fail(null);
        fleet.live(3);
        assertEquals(0, moved(before));
        assertTrue(Fleet.KEYS.stream().allMatch(key -> fleet.acting(key).size() == 1));
    }

    @Test
    void keysSpreadEvenly() {
        Map<Integer, Long> sizes = IntStream.range(0, 10_000).mapToObj(i -> String.format("app-%05d", i))
            .collect(Collectors.groupingBy(Shards::of, Collectors.counting()));
        assertEquals(Shards.COUNT, sizes.size());
        long most = new TreeSet<>(sizes.values()).last();
        assertTrue(most < 2 * 10_000 / Shards.COUNT, "at most twice the mean: " + most);
    }
}
