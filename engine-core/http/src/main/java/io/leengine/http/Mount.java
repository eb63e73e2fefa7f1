package io.leengine.http;

import io.undertow.server.HttpHandler;
import java.time.Duration;

/** A handler at its path, and how many requests are in it; so that it can leave without cutting one. */
final class Mount {
    private final String path;
    private final HttpHandler handler;
    private int visits;
    private boolean closed;

    Mount(String path, HttpHandler handler) {
        this.path = path;
        this.handler = handler;
    }

    String path() {
        return path;
    }

    HttpHandler handler() {
        return handler;
    }

    /** Enters a request; null once the mount is closed, and the routes have to be asked again. */
    synchronized Visit enter() {
        if (closed) {
            return null;
        }
        visits++;
        return new Visit();
    }

    /** Lets nobody in any more and waits for those inside; returns how many still are when the time is up. */
    synchronized int close(Duration limit) {
        closed = true;
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (long left = limit.toNanos(); visits > 0 && left > 0; left = deadline - System.nanoTime()) {
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return visits;
    }

    private synchronized void leave() {
        visits--;
        notifyAll();
    }

    /** One request's stay; closing it twice is closing it once. */
    final class Visit implements AutoCloseable {
        private boolean left;

        @Override
        public void close() {
            synchronized (Mount.this) {
                if (!left) {
                    left = true;
                    leave();
                }
            }
        }
    }
}
