package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.InstanceLogs.Line;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
 * log of its own in the cluster: a log that is followed goes on with it, from the time of the last line on.
 */
final class PodLog implements Watch<Line> {
    private static final int LINE_BYTES = 64 << 10;
    private static final int WAITING = 1_000;
    private static final long LOOK_MILLIS = 500;

    private final Source source;
    private final boolean follow;
    private final BooleanSupplier gone;
    private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(WAITING);
    private final AtomicReference<InputStream> open = new AtomicReference<>();
    private final Thread reader;
    private volatile EngineException failure;
    private volatile boolean closed;
    private Instant last;
    private boolean ended;

    /** Opens the log in the cluster. */
    interface Source {
        /** @param since leaves out what is older, by whole seconds; {@link Instant#MIN} for what was asked for at first */
        InputStream open(Instant since);
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
        this.last = after;
        this.open.set(first);
        this.reader = Thread.ofVirtual().name("log-" + name).start(() -> read(first));
    }

    private void read(InputStream first) {
        try {
            InputStream in = first;
            while (true) {
                readAll(in);
                if (!follow || gone.getAsBoolean()) {
                    lines.put(Line.end());
                    return;
                }
                Thread.sleep(LOOK_MILLIS);
                in = reopen();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private InputStream reopen() throws InterruptedException {
        while (true) {
            try {
                InputStream in = source.open(last);
                open.set(in);
                if (closed) {
                    close();
                    throw new InterruptedException();
                }
                return in;
            } catch (EngineException e) {
                if (gone.getAsBoolean()) {
                    return InputStream.nullInputStream();
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    private void readAll(InputStream in) throws InterruptedException {
        Instant before = last;
        try (BufferedInputStream buffered = new BufferedInputStream(in)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = buffered.read(); b >= 0; b = buffered.read()) {
                if (b == '\n') {
                    take(line, before);
                } else {
                    line.write(b);
                }
            }
            if (line.size() > 0) {
                take(line, before);
            }
        } catch (IOException | KubernetesClientException e) {
            if (!closed && !follow) {
                failure = new EngineException(ErrorCode.UNAVAILABLE, "The log broke off: " + e.getMessage(), e);
            }
        }
    }

    /** Takes a line that begins with its time; one that was told before the log was opened again is left out. */
    private void take(ByteArrayOutputStream bytes, Instant before) throws InterruptedException {
        String text = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        int space = text.indexOf(' ');
        Instant at = time(space < 0 ? text : text.substring(0, space));
        if (!at.isAfter(before)) {
            return;
        }
        last = at;
        String rest = space < 0 ? "" : text.substring(space + 1);
        int from = 0;
        do {
            int to = Math.min(rest.length(), from + LINE_BYTES / 4);
            lines.put(new Line(at, rest.substring(from, to), false));
            from = to;
        } while (from < rest.length());
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.now(); // the cluster's own words, as when a log is turned away
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
                return Optional.of(Line.end());
            }
            EngineException broken = failure;
            long left = Math.max(0, deadline - System.nanoTime());
            Line line = lines.poll(broken == null ? Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)) : 0,
                TimeUnit.NANOSECONDS);
            if (line != null) {
                ended = line.last();
                if (ended && broken != null) {
                    throw broken;
                }
                return Optional.of(line);
            }
            if (left == 0) {
                return Optional.empty();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        reader.interrupt();
        InputStream in = open.get();
        if (in != null) {
            try {
                in.close();
            } catch (IOException e) {
                throw new EngineException(ErrorCode.UNAVAILABLE, "The log could not be closed.", e);
            }
        }
    }
}
