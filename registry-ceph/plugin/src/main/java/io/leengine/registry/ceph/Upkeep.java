package io.leengine.registry.ceph;

import io.leengine.model.EngineException;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What a storage does by itself: it looks how the cluster is, and clears once an hour what nobody needs any more. */
public final class Upkeep implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Upkeep.class.getName());
    private static final int CHECK_SECONDS = 30;
    private static final int SWEEP_SECONDS = 3600;
    private static final int END_SECONDS = 10;

    private final CephRegistryStorage storage;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name("registry-ceph-upkeep").factory());

    private Upkeep(CephRegistryStorage storage) {
        this.storage = storage;
    }

    /** Begins; the first check is made at once. */
    public static Upkeep of(CephRegistryStorage storage) {
        Upkeep upkeep = new Upkeep(storage);
        upkeep.thread.scheduleWithFixedDelay(upkeep::check, 0, CHECK_SECONDS, TimeUnit.SECONDS);
        upkeep.thread.scheduleWithFixedDelay(upkeep::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
        return upkeep;
    }

    private void check() {
        quietly("The cluster of '" + storage.name() + "' was not reached", System.Logger.Level.DEBUG, storage::check);
    }

    private void sweep() {
        quietly("Stale uploads of '" + storage.name() + "' were not cleared", System.Logger.Level.WARNING,
            () -> storage.sweep(Instant.now().minus(CephRegistryStorage.STALE)));
    }

    private static void quietly(String failed, System.Logger.Level level, Calls.Action action) {
        try {
            action.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (EngineException e) {
            // It is tried again; an exception that got out would end the schedule. The health tells of it.
            LOG.log(level, failed, e);
        }
    }

    /** Ends it, what is under way included. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
