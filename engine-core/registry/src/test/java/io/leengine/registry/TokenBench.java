package io.leengine.registry;

import io.leengine.engine.Actor;
import io.leengine.engine.RegistryAccess.Action;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What a token costs: to make one, to verify one that is new, and one that comes again; medians of 5, in microseconds. */
final class TokenBench {
    private static final int RUNS = 5;
    private static final int TIMES = 4_000;

    private TokenBench() {
    }

    /** Prints the table. */
    public static void main(String[] arguments) {
        TestKeys keys = new TestKeys();
        Tokens tokens = new Tokens(keys, Clock.systemUTC());
        Caller.Bearer bearer = new Caller.Bearer(new Actor(Actor.Kind.USER, "id-ann", "ann", false, "r", ""),
            Map.of("team/hello", (Set<Action>) EnumSet.allOf(Action.class)), Map.of(), Set.of(), false, Instant.now());
        String[] minted = new String[TIMES];
        double[] mint = new double[RUNS];
        double[] verify = new double[RUNS];
        double[] again = new double[RUNS];
        for (int run = -2; run < RUNS; run++) {
            double made = time(i -> minted[i] = tokens.mint(bearer));
            Tokens fresh = new Tokens(keys, Clock.systemUTC());
            double first = time(i -> read(fresh, minted[i]));
            double next = time(i -> read(fresh, minted[i]));
            if (run >= 0) {
                mint[run] = made;
                verify[run] = first;
                again[run] = next;
            }
        }
        System.out.printf("| made | verified first | verified again | ratio |%n| --- | --- | --- | --- |%n"
            + "| %.1f | %.1f | %.1f | %.3f |%n", median(mint), median(verify), median(again), median(again) / median(verify));
    }

    private interface Work {
        void run(int index);
    }

    private static void read(Tokens tokens, String token) {
        if (tokens.read(token, "r", "").isEmpty()) {
            throw new IllegalStateException("refused");
        }
    }

    private static double time(Work work) {
        long start = System.nanoTime();
        for (int i = 0; i < TIMES; i++) {
            work.run(i);
        }
        return (System.nanoTime() - start) / 1e3 / TIMES;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
