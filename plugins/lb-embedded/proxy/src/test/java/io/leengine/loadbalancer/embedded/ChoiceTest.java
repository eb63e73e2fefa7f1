package io.leengine.loadbalancer.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ChoiceTest {
    private static final int REQUESTS = 1000;

    /** Told apart by identity, as upstreams are. */
    private static final class Candidate {
        private final int weight;
        private final boolean healthy;
        private long failedAt;

        Candidate(int weight, boolean healthy) {
            this.weight = weight;
            this.healthy = healthy;
        }

        @Override
        public String toString() {
            return weight + (healthy ? " up" : " down");
        }
    }

    private static Choice<Candidate> choice(List<Candidate> all) {
        return new Choice<>(all.stream().filter(one -> one.healthy).toList(),
            all.stream().filter(one -> !one.healthy).toList(), one -> one.weight, one -> one.failedAt);
    }

    @Provide
    Arbitrary<List<Candidate>> candidates() {
        Arbitrary<Integer> weights =
            Arbitraries.oneOf(Arbitraries.just(0), Arbitraries.integers().between(1, 100),
                Arbitraries.integers().between(0, 1_000_000));
        return Combinators.combine(weights, Arbitraries.of(true, true, false)).as(Candidate::new)
            .list().ofMaxSize(20);
    }

    @Property(tries = 300)
    void sharesAreMetOverAnyThousandTurns(@ForAll("candidates") List<Candidate> all, @ForAll long from) {
        Choice<Candidate> choice = choice(all);
        long sum = all.stream().filter(one -> one.healthy).mapToLong(one -> one.weight).sum();
        Map<Candidate, Integer> counts = new HashMap<>();
        for (int i = 0; i < REQUESTS && sum > 0; i++) {
            counts.merge(choice.first(from + i), 1, Integer::sum);
        }
        for (Candidate one : all) {
            double share = sum == 0 || !one.healthy ? 0 : (double) REQUESTS * one.weight / sum;
            assertEquals(share, counts.getOrDefault(one, 0), 4, one.toString());
        }
    }

    @Property(tries = 300)
    void nobodyOfWeightNothingAndNobodyDownWhileOneIsUp(@ForAll("candidates") List<Candidate> all, @ForAll long turn) {
        Choice<Candidate> choice = choice(all);
        boolean someUp = all.stream().anyMatch(one -> one.healthy && one.weight > 0);
        List<Candidate> tried = new ArrayList<>();
        for (Candidate next = choice.first(turn); next != null; next = choice.after(turn, tried)) {
            assertTrue(next.weight > 0);
            assertFalse(tried.contains(next), "nobody is tried twice");
            boolean upLeft = all.stream().anyMatch(one -> one.healthy && one.weight > 0 && !tried.contains(one));
            assertEquals(upLeft, next.healthy);
            tried.add(next);
        }
        assertEquals(all.stream().filter(one -> one.weight > 0).count(), tried.size(), "all are tried in the end");
        assertTrue(tried.isEmpty() || !someUp || tried.getFirst().healthy);
    }

    @Property(tries = 100)
    void whenAllAreDownTheyAreAskedInTurn(@ForAll @IntRange(min = 2, max = 9) int count, @ForAll long from) {
        List<Candidate> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new Candidate(1 + i, false));
        }
        Choice<Candidate> choice = choice(all);
        Candidate last = null;
        for (int i = 1; i <= 30; i++) {
            Candidate now = choice.first(from + i);
            assertNotEquals(last, now, "the same dead one twice in a row");
            now.failedAt = i;
            last = now;
        }
    }

    @Property(tries = 50)
    void theRestIsSharedByWeightAfterAFailure(@ForAll long from) {
        List<Candidate> all = List.of(new Candidate(50, true), new Candidate(30, true), new Candidate(20, true));
        Choice<Candidate> choice = choice(all);
        List<Candidate> tried = List.of(all.getFirst());
        int second = 0;
        for (int i = 0; i < 2000; i++) {
            second += choice.after(from + i, tried) == all.get(1) ? 1 : 0;
        }
        assertEquals(1200, second, 130);
    }

    @Example
    void nobodyIsChosenFromNobody() {
        assertNull(choice(List.of()).first(1));
        assertNull(choice(List.of(new Candidate(0, true))).first(1));
        assertNull(choice(List.of()).after(1, List.of()));
    }
}
