package io.leengine.scheduler.local;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.InstanceLogs.Line;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Reads an instance's log line by line; while following, it looks for more ten times a second. */
final class LogWatch implements Watch<Line> {
    private static final int LINE_BYTES = 64 << 10;
    private static final int PIECE_BYTES = 64 << 10;
    private static final long LOOK_MILLIS = 100;

    private final InstanceLog log;
    private final boolean follow;
    private final BooleanSupplier gone;
    private final Deque<Line> lines = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final CountDownLatch closed = new CountDownLatch(1);
    private InstanceLog.Place place;
    private boolean ended;

    /**
     * @param begin where to look from
     * @param tail how many lines of those that are there to begin with
     * @param gone whether the instance is no more, so that its log ends
     */
    LogWatch(InstanceLog log, InstanceLog.Place begin, int tail, boolean follow, BooleanSupplier gone) throws IOException {
        this.log = log;
        this.follow = follow;
        this.gone = gone;
        this.place = begin;
        InstanceLog.Piece piece = read();
        while (!piece.end()) {
            while (lines.size() > tail) {
                lines.removeFirst();
            }
            piece = read();
        }
        if (!follow) {
            cut();
        }
        while (lines.size() > tail) {
            lines.removeFirst();
        }
    }

    private InstanceLog.Piece read() throws IOException {
        InstanceLog.Piece piece = log.read(place, PIECE_BYTES);
        place = piece.next();
        for (byte b : piece.bytes()) {
            if (b == '\n') {
                cutAlways();
            } else {
                line.write(b);
                if (line.size() >= LINE_BYTES) {
                    cut();
                }
            }
        }
        return piece;
    }

    private void cut() {
        if (line.size() > 0) {
            cutAlways();
        }
    }

    private void cutAlways() {
        lines.add(new Line(Instant.now(), line.toString(StandardCharsets.UTF_8), false));
        line.reset();
    }

    @Override
    public synchronized Optional<Line> next(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            if (closed.getCount() == 0) {
                throw new EngineException(ErrorCode.UNAVAILABLE, "The log has been closed.");
            }
            if (lines.isEmpty() && !ended) {
                look();
            }
            if (!lines.isEmpty()) {
                return Optional.of(lines.poll());
            }
            if (ended) {
                return Optional.of(Line.end());
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return Optional.empty();
            }
            closed.await(Math.min(left, LOOK_MILLIS), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            boolean last = !follow || gone.getAsBoolean();
            if (follow) {
                InstanceLog.Piece piece = read();
                while (!piece.end() && lines.isEmpty()) {
                    piece = read();
                }
                last &= piece.end();
            }
            if (last && lines.isEmpty()) {
                cut();
                ended = true;
            }
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The log cannot be read.", e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
