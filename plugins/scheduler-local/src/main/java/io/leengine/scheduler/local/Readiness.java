package io.leengine.scheduler.local;

/** Counts answers to health checks: ready from the first good one until too many bad ones in a row. */
final class Readiness {
    private final int limit;
    private boolean healthy;
    private boolean ready;
    private int failures;
    private String reason = "It has not answered its health check yet.";

    Readiness(int limit, boolean healthy, boolean ready) {
        this.limit = limit;
        this.healthy = healthy;
        this.ready = ready;
    }

    /** @param failure what was wrong; empty when nothing was */
    synchronized void answered(String failure) {
        if (failure.isEmpty()) {
            healthy = true;
            ready = true;
            failures = 0;
            reason = "";
            return;
        }
        failures++;
        if (!ready || failures >= limit) {
            ready = false;
            reason = failure;
        }
    }

    /** Returns how many answers in a row were bad. */
    synchronized int failures() {
        return failures;
    }

    /** Whether it has ever been healthy. */
    synchronized boolean healthy() {
        return healthy;
    }

    synchronized boolean ready() {
        return ready;
    }

    /** Why it is not ready; empty when it is. */
    synchronized String reason() {
        return ready ? "" : reason;
    }
}
