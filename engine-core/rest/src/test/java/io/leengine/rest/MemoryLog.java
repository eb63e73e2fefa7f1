package io.leengine.rest;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.InstanceLogs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An instance's log in memory, with the watches on it. */
final class MemoryLog {
    private final List<InstanceLogs.Line> lines = new ArrayList<>();
    private boolean gone;
    private int open;

    synchronized void print(Instant at, String text) {
        lines.add(new InstanceLogs.Line(at, text, false));
        notifyAll();
    }

    synchronized void end() {
        gone = true;
        notifyAll();
    }

    synchronized int open() {
        return open;
    }

    synchronized void awaitOpen(int wanted) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (open != wanted) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("open watches: " + open + ", wanted: " + wanted);
            }
            wait(left / 1_000_000 + 1);
        }
    }

    synchronized Watch<InstanceLogs.Line> watch(int tail, boolean follow) {
        open++;
        notifyAll();
        return new Reader(Math.max(0, lines.size() - tail), follow);
    }

    private final class Reader implements Watch<InstanceLogs.Line> {
        private final boolean follow;
        private int next;
        private boolean closed;

        Reader(int next, boolean follow) {
            this.next = next;
            this.follow = follow;
        }

        @Override
        public Optional<InstanceLogs.Line> next(Duration limit) throws InterruptedException {
            synchronized (MemoryLog.this) {
                long deadline = System.nanoTime() + limit.toNanos();
                for (long left = limit.toNanos(); next == lines.size() && follow && !gone && !closed && left > 0;
                        left = deadline - System.nanoTime()) {
                    MemoryLog.this.wait(left / 1_000_000 + 1);
                }
                if (closed) {
                    throw new EngineException(ErrorCode.UNAVAILABLE, "closed");
                }
                if (next < lines.size()) {
                    return Optional.of(lines.get(next++));
                }
                return follow && !gone ? Optional.empty() : Optional.of(InstanceLogs.Line.end());
            }
        }

        @Override
        public void close() {
            synchronized (MemoryLog.this) {
                if (!closed) {
                    closed = true;
                    open--;
                }
                MemoryLog.this.notifyAll();
            }
        }
    }
}
