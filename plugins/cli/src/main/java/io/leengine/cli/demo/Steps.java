package io.leengine.cli.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Prints each step with its time as it happens: one line a step, redrawn on a terminal while it goes on. */
public final class Steps {
    private static final double MILLIS = 1e3;
    private static final long REDRAW_NANOS = 100_000_000L;
    private static final long PLAIN_NANOS = 5_000_000_000L;
    private static final int WIDTH = 46;

    /**
     * A step that is over.
     *
     * @param name what was done
     * @param took how long
     * @param result what came of it
     */
    record Done(String name, Duration took, String result) {
    }

    private final PrintStream out;
    private final boolean terminal;
    private final List<Done> done = new ArrayList<>();
    private final long began = System.nanoTime();
    private long stepBegan;
    private long drawn;
    private String name = "";

    Steps(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Does a step. */
    void step(String what, Callable<String> work) throws Exception {
        name = what;
        stepBegan = System.nanoTime();
        drawn = stepBegan;
        progress("");
        String result = work.call();
        Duration took = Duration.ofNanos(System.nanoTime() - stepBegan);
        done.add(new Done(what, took, result));
        out.printf(Locale.ROOT, "%s%7.1f s  %-" + WIDTH + "s %6.1f s  %s%s%n", clear(), seconds(total()), what,
            seconds(took), result, terminal ? "\033[K" : "");
        out.flush();
    }

    /** Says what a step is waiting for. */
    synchronized void progress(String detail) {
        long now = System.nanoTime();
        if (now - drawn < (terminal ? REDRAW_NANOS : PLAIN_NANOS)) {
            return;
        }
        drawn = now;
        out.printf(Locale.ROOT, "%s%7.1f s  %-" + WIDTH + "s %6.1f s  %s%s%s", clear(), seconds(total()), name + " ...",
            seconds(Duration.ofNanos(now - stepBegan)), detail, terminal ? "\033[K" : "", terminal ? "" : "\n");
        out.flush();
    }

    private String clear() {
        return terminal ? "\r" : "";
    }

    Duration total() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    String current() {
        return name;
    }

    /** Prints the table of all steps. */
    void table() {
        out.println();
        out.printf("  %-" + WIDTH + "s %9s   %s%n", "STEP", "TIME", "RESULT");
        done.forEach(step -> out.printf(Locale.ROOT, "  %-" + WIDTH + "s %7.1f s   %s%n", step.name(),
            seconds(step.took()), step.result()));
        out.println();
    }

    static double seconds(Duration time) {
        return time.toMillis() / MILLIS;
    }
}
