package io.leengine.monitor.embedded;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.monitor.Monitor;
import io.leengine.spi.monitor.RangeQuery;
import io.leengine.spi.monitor.Sample;
import io.leengine.spi.monitor.Series;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Takes samples into memory and answers from there and from the disk; one thread brings them from one to the other. */
final class EmbeddedMonitor implements Monitor, AutoCloseable {
    private static final Logger LOG = System.getLogger(EmbeddedMonitor.class.getName());
    private static final long FUTURE_MILLIS = Store.HOUR_MILLIS;
    private static final long FLUSH_SECONDS = 3;
    private static final long TELL_MILLIS = 60_000;

    private final String name;
    private final Duration retention;
    private final InstantSource clock;
    private final Store store;
    private final ReentrantLock maintenance = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile String trouble = "";
    private volatile String dropped = "";
    private volatile long droppedMillis;

    /**
     * Opens the monitor of a folder.
     *
     * @param name the configured name
     * @param folder where the samples are; made when absent
     * @param retention how long they are kept
     * @param resolution of the samples of a series within this time the last is kept
     * @param clock tells what is old
     */
    EmbeddedMonitor(String name, Path folder, Duration retention, Duration resolution, InstantSource clock) {
        this.name = name;
        this.retention = retention;
        this.clock = clock;
        try {
            this.store = new Store(folder, resolution.toMillis());
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "Monitor '" + name + "' cannot use the folder '" + folder
                + "': " + e.getMessage(), e).withNextStep("Make the folder writable, or configure another.");
        }
        // Not virtual: it spends its life in file calls, which would hold a carrier.
        this.thread = Thread.ofPlatform().daemon().name("leengine-monitor-" + name).start(this::run);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Health health() {
        if (closed.getCount() == 0) {
            return Health.down("Monitor '" + name + "' is closed.");
        }
        String drops = clock.millis() - droppedMillis < TELL_MILLIS ? dropped : "";
        String message = String.join(" ", List.of(trouble, drops, store.damage())).strip();
        return message.isEmpty() ? Health.up() : new Health(Health.State.DEGRADED, message);
    }

    @Override
    public void write(CallContext context, Collection<Sample> samples) throws InterruptedException {
        enter(context);
        long now = clock.millis();
        long oldest = now - retention.toMillis();
        List<HourLog.Line> lines = new ArrayList<>(samples.size());
        int ahead = 0;
        for (Sample sample : samples) {
            SeriesKey key = SeriesKey.of(sample.metric(), sample.labels());
            long at = sample.at().toEpochMilli();
            ahead += at > now + FUTURE_MILLIS ? 1 : 0;
            if (at >= oldest && at <= now + FUTURE_MILLIS && Double.isFinite(sample.value())) {
                lines.add(new HourLog.Line(key, at, sample.value()));
            }
        }
        int left = store.put(lines, now);
        if (left > 0) {
            drop(now, left + " samples were dropped: there are too many series, or the disk does not keep up.");
        } else if (ahead > 0) {
            drop(now, ahead + " samples were dropped: they are of more than an hour ahead. Look at the clocks.");
        }
    }

    private void drop(long now, String message) {
        dropped = message;
        droppedMillis = now;
    }

    @Override
    public List<Series> query(CallContext context, RangeQuery query) throws InterruptedException {
        Reduction reduction = new Reduction(query);
        enter(context);
        long earliest = Math.max(clock.millis() - retention.toMillis(), reduction.earliest());
        if (earliest > reduction.end()) {
            // Nothing of so long ago is kept.
            return List.of();
        }
        try {
            Map<SeriesKey, Points> found = store.read(query, earliest, reduction.end());
            List<Series> series = new ArrayList<>();
            found.forEach((key, points) -> {
                List<Series.Point> reduced = reduction.points(points);
                if (!reduced.isEmpty()) {
                    series.add(new Series(key.labels(), reduced));
                }
            });
            return series;
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "Monitor '" + name + "' cannot read: " + e.getMessage(),
                e);
        }
    }

    private void enter(CallContext context) {
        if (closed.getCount() == 0) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "Monitor '" + name + "' is closed.");
        }
        context.check("The call to monitor '" + name + "'");
    }

    private void run() {
        try {
            while (!closed.await(FLUSH_SECONDS, TimeUnit.SECONDS)) {
                maintain();
            }
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "monitor ''{0}'': interrupted, nothing is written any more", name);
            trouble = "The thread that writes was interrupted; restart the monitor.";
        }
    }

    /** Flushes, makes blocks, removes what is old. What fails is tried again the next time. */
    void maintain() {
        maintenance.lock();
        try {
            store.flush();
            store.seal(clock.millis());
            store.expire(clock.millis() - retention.toMillis());
            trouble = "";
        } catch (IOException e) {
            if (trouble.isEmpty()) {
                LOG.log(Level.ERROR, "monitor '" + name + "': the disk refuses", e);
            }
            trouble = "The disk refuses samples, they are kept in memory: " + e.getMessage();
        } finally {
            maintenance.unlock();
        }
    }

    /** Brings everything to the disk, ends the thread and frees the folder. Repeated: does nothing. */
    @Override
    public void close() throws IOException {
        maintenance.lock();
        try {
            if (closed.getCount() == 0) {
                return;
            }
            closed.countDown();
            store.end();
            try {
                store.flush();
            } finally {
                store.close();
            }
        } finally {
            maintenance.unlock();
        }
        join();
    }

    private void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
