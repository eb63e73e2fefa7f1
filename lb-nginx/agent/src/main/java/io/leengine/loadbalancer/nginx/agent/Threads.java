package io.leengine.loadbalancer.nginx.agent;

import java.time.Duration;

/** Ends threads that were begun here. */
final class Threads {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Threads() {
    }

    /** Interrupts a thread and waits a while for its end; an interrupt of the caller is kept for later. */
    static void end(Thread thread) {
        thread.interrupt();
        try {
            thread.join(LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
