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

/**
 * Reads an instance's log line by line, each piece only when somebody asks for more than the one before had; while following,
 * it looks for more ten times a second.
 */
final class LogWatch implements Watch<Line> {
    static final int LINE_BYTES = 64 << 10;
    static final int PIECE_BYTES = 64 << 10;

    private static final long LOOK_MILLIS = 100;

    private final InstanceLog log;
    private final Optional<InstanceLog.Place> end;
    private final BooleanSupplier gone;
    private final Deque<Line> lines = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final CountDownLatch closed = new CountDownLatch(1);
    private InstanceLog.Place place;
    private boolean ended;

    /**
     * @param begin where the first line begins
     * @param end where to stop; empty to follow
     * @param gone whether the instance is no more, so that a log that is followed ends
     */
    LogWatch(InstanceLog log, InstanceLog.Place begin, Optional<InstanceLog.Place> end, BooleanSupplier gone) {
        this.log = log;
        this.end = end;
        this.gone = gone;
        this.place = begin;
    }

    // Returns whether nothing more is there at this moment.
    private boolean read() throws IOException {
        int most = end.map(this::until).orElse(PIECE_BYTES);
        if (most == 0) {
            return true;
        }
        InstanceLog.Piece piece = log.read(place, most);
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
        return piece.end();
    }

    private int until(InstanceLog.Place stop) {
        if (place.turn() != stop.turn()) {
            return place.turn() < stop.turn() ? PIECE_BYTES : 0;
        }
        return Math.clamp(stop.offset() - place.offset(), 0, PIECE_BYTES);
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
            // Asked first: what was printed before the end is there by then.
            boolean last = end.isPresent() || gone.getAsBoolean();
            boolean all = read();
            while (!all && lines.isEmpty()) {
                all = read();
            }
            if (last && all && lines.isEmpty()) {
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
