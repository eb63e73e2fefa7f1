package io.leengine.engine.seam;

import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.InstanceEvent;
import io.leengine.spi.scheduler.Scheduler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Follows one cell's instances into the table for as long as its scheduler is there. */
final class CellWatcher implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CellWatcher.class.getName());
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(30);
    private static final Duration WAIT = Duration.ofMinutes(1);

    private final String cell;
    private final Scheduler scheduler;
    private final InstanceTable table;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;

    /**
     * @param predecessor the end of the cell's watcher before: it is awaited, lest that one calls the cell silent after
     *     this one has heard it
     */
    CellWatcher(String cell, Scheduler scheduler, InstanceTable table, CountDownLatch predecessor) {
        this.cell = cell;
        this.scheduler = scheduler;
        this.table = table;
        this.thread = Thread.ofVirtual().name("watch-" + cell).start(() -> run(predecessor));
    }

    private void run(CountDownLatch predecessor) {
        Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));
        try {
            predecessor.await();
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    follow(backoff);
                } catch (EngineException e) {
                    table.silent(cell);
                    LOG.log(System.Logger.Level.WARNING, "cell {0}: watch broke, lists again: {1}", cell,
                        e.getMessage());
                    Thread.sleep(backoff.next());
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "cell {0}: watch ended", cell);
        } finally {
            table.silent(cell);
            ended.countDown();
        }
    }

    /** Returns what is open until this has told the table its last. */
    CountDownLatch ended() {
        return ended;
    }

    private void follow(Backoff backoff) throws InterruptedException {
        try (Watch<InstanceEvent> watch = scheduler.watch(CallContext.of("watch-" + cell, OPEN_LIMIT))) {
            while (true) {
                Optional<InstanceEvent> event = watch.next(WAIT);
                if (event.isPresent()) {
                    backoff.reset();
                    apply(event.get());
                }
            }
        }
    }

    private void apply(InstanceEvent event) {
        switch (event) {
            case InstanceEvent.Listed listed -> table.listed(cell, listed.instances());
            case InstanceEvent.Changed changed -> table.changed(cell, changed.instance());
            case InstanceEvent.Removed removed -> table.removed(cell, removed.instance());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
