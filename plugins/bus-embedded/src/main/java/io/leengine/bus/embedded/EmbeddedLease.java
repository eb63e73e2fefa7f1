package io.leengine.bus.embedded;

import io.leengine.spi.bus.Lease;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A lease of this process. It lives as long as the bus is open, so it needs no keeping alive; what it leaves when the
 * process dies goes when the journal is opened again.
 */
final class EmbeddedLease implements Lease {
    private static final Logger LOG = System.getLogger(EmbeddedLease.class.getName());
    private static final int PATIENCE_SECONDS = 10;

    private final String id = UUID.randomUUID().toString();
    private final Shared shared;
    private final Committer committer;
    private volatile boolean ended;

    EmbeddedLease(Shared shared, Committer committer) {
        this.shared = shared;
        this.committer = committer;
    }

    boolean isOf(Shared bus) {
        return shared == bus;
    }

    boolean ended() {
        return ended;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public boolean alive() {
        return !ended && !shared.closed();
    }

    @Override
    public void close() {
        if (!alive()) {
            return;
        }
        // Before the request: whoever puts with this lease is decided after it, and refused.
        ended = true;
        CompletableFuture<Void> done = committer.end(id);
        try {
            done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            // The committer has it and will end it.
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.WARNING, "bus '" + shared.name + "': the keys of lease " + id + " will go later", e);
        }
    }
}
