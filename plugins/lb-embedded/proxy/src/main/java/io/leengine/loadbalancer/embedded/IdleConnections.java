package io.leengine.loadbalancer.embedded;

import io.undertow.client.ClientConnection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;

/**
 * The idle connections to an upstream, kept apart by I/O thread: each thread touches its own only, so nothing is
 * locked. All methods are called by the thread they name.
 */
final class IdleConnections {
    private static final int MOST = 128;
    private static final long KEEP_NANOS = Duration.ofSeconds(30).toNanos();
    /** A request that cannot be repeated takes no connection that the other side may be about to close. */
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private record Idle(ClientConnection connection, long since) {
    }

    private final List<ArrayDeque<Idle>> byThread = new ArrayList<>();

    IdleConnections(int ioThreads) {
        for (int i = 0; i < ioThreads; i++) {
            byThread.add(new ArrayDeque<>());
        }
    }

    /** Takes the connection that was used last, or null when none will do. */
    ClientConnection take(XnioIoThread thread, boolean repeatable) {
        ArrayDeque<Idle> mine = byThread.get(thread.getNumber());
        long now = System.nanoTime();
        while (true) {
            Idle last = mine.peek();
            if (last == null) {
                return null;
            }
            if (last.connection().isOpen() && now - last.since() < KEEP_NANOS) {
                if (!repeatable && now - last.since() > FRESH_NANOS) {
                    return null;
                }
                return mine.pop().connection();
            }
            IoUtils.safeClose(mine.pop().connection());
        }
    }

    void put(XnioIoThread thread, ClientConnection connection) {
        ArrayDeque<Idle> mine = byThread.get(thread.getNumber());
        if (mine.size() >= MOST) {
            IoUtils.safeClose(mine.pollLast().connection());
        }
        mine.push(new Idle(connection, System.nanoTime()));
    }

    /** Closes those that have been idle for long. */
    void sweep(XnioIoThread thread) {
        ArrayDeque<Idle> mine = byThread.get(thread.getNumber());
        long now = System.nanoTime();
        mine.removeIf(idle -> {
            boolean old = !idle.connection().isOpen() || now - idle.since() >= KEEP_NANOS;
            if (old) {
                IoUtils.safeClose(idle.connection());
            }
            return old;
        });
    }

    void closeAll(XnioIoThread thread) {
        ArrayDeque<Idle> mine = byThread.get(thread.getNumber());
        for (Idle idle = mine.poll(); idle != null; idle = mine.poll()) {
            IoUtils.safeClose(idle.connection());
        }
    }
}
