package io.leengine.scheduler.k8s;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.InstanceLogs.Line;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * An instance's log, line by line, with the times at which the lines were printed. A process that is started anew has a
 * log of its own in the cluster: a log that is followed goes on with it, from the time of the last line on; and so it does when
 * the apiserver was away. Only times of the cluster are compared, never with this machine's clock.
 */
final class PodLog implements Watch<Line>, Opened.One {
    private static final System.Logger LOG = System.getLogger(PodLog.class.getName());
    /** Bytes that are no text become up to three times as many: still within what a line may have. */
    private static final int PIECE_BYTES = 16 << 10;
    private static final int WAITING = 128;
    private static final long LOOK_MILLIS = 500;
    private static final long MOST_PAUSE_MILLIS = 3_000;

    private final Source source;
    private final boolean follow;
    private final BooleanSupplier gone;
    private final String name;
    private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(WAITING);
    private final AtomicReference<InputStream> open = new AtomicReference<>();
    private final Thread reader;
    private volatile EngineException failure;
    private volatile boolean closed;
    private volatile Runnable whenClosed = () -> { };
    private Instant last;
    private String untimed = "";
    private boolean skips;
    private boolean ended;

    /** Opens the log in the cluster. */
    interface Source {
        /**
         * @param since leaves out what is older, by whole seconds; what {@link PodLog} was made with stands for the beginning
         * @return an empty one while there is nothing to read yet
         * @throws EngineException when it cannot be opened
         */
        InputStream open(Instant since) throws InterruptedException;
    }

    /**
     * @param gone whether the instance is no more, so that its log ends
     * @param first the log, opened already: what cannot be opened is told to whoever asks
     * @param after lines that were not printed after this are left out; {@link Instant#MIN} leaves out none
     */
    PodLog(Source source, InputStream first, Instant after, boolean follow, BooleanSupplier gone, String name) {
        this.source = source;
        this.follow = follow;
        this.gone = gone;
        this.name = name;
        this.last = after;
        this.open.set(first);
        this.reader = Thread.ofVirtual().name("log-" + name).start(() -> read(first));
    }

    private void read(InputStream first) {
        try {
            try {
                readOn(first);
            } catch (EngineException e) {
                failure = e;
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "the log of " + name + " could not be read", e);
                failure = new EngineException(ErrorCode.INTERNAL, "The log could not be read: " + e.getMessage(), e);
            }
            lines.put(Line.end());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void readOn(InputStream first) throws InterruptedException {
        Pause pause = new Pause(MOST_PAUSE_MILLIS);
        InputStream in = first;
        while (true) {
            Instant before = last;
            readAll(in);
            if (closed) {
                throw new InterruptedException();
            }
            if (!follow || gone.getAsBoolean()) {
                return;
            }
            if (last.isAfter(before)) {
                pause.reset();
            }
            pause.take();
            in = reopen(pause);
        }
    }

    private InputStream reopen(Pause pause) throws InterruptedException {
        while (!gone.getAsBoolean()) {
            try {
                InputStream in = source.open(last);
                open.set(in);
                if (closed) {
                    AnswerStream.close(in);
                    throw new InterruptedException();
                }
                return in;
            } catch (EngineException e) {
                // An instance that the cluster no longer has is soon not known here either.
                if (!e.code().retryable() && e.code() != ErrorCode.NOT_FOUND) {
                    throw e;
                }
                LOG.log(Level.DEBUG, "the log of {0} is opened again: {1}", name, e.getMessage());
                pause.take();
            }
        }
        return InputStream.nullInputStream();
    }

    private void readAll(InputStream in) throws InterruptedException {
        Instant before = last;
        try (in) {
            new LinePieces(in, PIECE_BYTES).read((text, first) -> take(text, first, before));
        } catch (IOException e) {
            if (!closed && !follow) {
                throw new EngineException(ErrorCode.UNAVAILABLE, "The log broke off: " + e.getMessage(), e);
            }
            LOG.log(Level.DEBUG, "the log of {0} broke off: {1}", name, e.getMessage());
        }
    }

    /** Takes a line, which begins with its time; one that was told before the log was opened again is left out. */
    private void take(String text, boolean first, Instant before) throws InterruptedException {
        if (!first) {
            put(text);
            return;
        }
        int space = text.indexOf(' ');
        Optional<Instant> at = time(space < 0 ? text : text.substring(0, space));
        if (at.isPresent()) {
            skips = !at.get().isAfter(before);
            last = skips ? last : at.get();
            put(space < 0 ? "" : text.substring(space + 1));
        } else {
            // The cluster's own words, which it says again each time the log is opened.
            skips = text.equals(untimed);
            untimed = text;
            put(text);
        }
    }

    private void put(String text) throws InterruptedException {
        if (!skips) {
            lines.put(new Line(last.equals(Instant.MIN) ? Instant.EPOCH : last, text, false));
        }
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Line> next(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            if (closed) {
                throw new EngineException(ErrorCode.UNAVAILABLE, "The log has been closed.");
            }
            if (ended) {
                return end();
            }
            long left = Math.max(0, deadline - System.nanoTime());
            // Looks now and then whether it was closed.
            Line line = lines.poll(Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)), TimeUnit.NANOSECONDS);
            if (line != null) {
                ended = line.last();
                return ended ? end() : Optional.of(line);
            }
            if (left == 0) {
                return Optional.empty();
            }
        }
    }

    private Optional<Line> end() {
        if (failure != null) {
            throw failure;
        }
        return Optional.of(Line.end());
    }

    @Override
    public void whenClosed(Runnable told) {
        whenClosed = told;
    }

    @Override
    public void close() {
        whenClosed.run();
        closed = true;
        reader.interrupt();
        AnswerStream.close(open.get());
    }
}
