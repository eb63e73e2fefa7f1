package io.leengine.loadbalancer.embedded;

import io.leengine.loadbalancer.embedded.listener.Attachment;
import io.leengine.loadbalancer.embedded.listener.ListenerSettings;
import io.leengine.loadbalancer.embedded.listener.Listeners;
import io.leengine.loadbalancer.embedded.listener.Part;
import io.leengine.model.EngineException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Where a group's requests come in: attached to a socket, or trying to be. A port that is taken is no reason to give
 * up, since whoever has it may go.
 */
final class Entry {
    private static final Logger LOG = System.getLogger(Entry.class.getName());
    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

    private final Listeners listeners;
    private final ListenerSettings settings;
    private final Part part;
    private final ScheduledExecutorService timer;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private boolean closed;
    private volatile Attachment attachment;
    private volatile EngineException failure;

    Entry(Listeners listeners, ListenerSettings settings, Part part, ScheduledExecutorService timer) {
        this.listeners = listeners;
        this.settings = settings;
        this.part = part;
        this.timer = timer;
    }

    /** Attaches, now or as soon as that can be done. */
    synchronized void open() {
        if (closed) {
            return;
        }
        try {
            attachment = listeners.attach(settings, part);
            if (failure != null) {
                LOG.log(Level.INFO, "group {0}: listening at last", settings.group());
            }
            failure = null;
        } catch (EngineException e) {
            if (failure == null) {
                LOG.log(Level.WARNING, "group " + settings.group() + ": " + e.getMessage() + " It is tried again.", e);
            }
            failure = e;
            retryLater();
        }
    }

    private void retryLater() {
        try {
            timer.schedule(this::open, pauseNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "group {0} is closing", settings.group());
        }
        pauseNanos = Math.min(LONGEST_PAUSE_NANOS, 2 * pauseNanos);
    }

    /** Returns why nothing comes in at present, if so. */
    Optional<EngineException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Returns what this part is attached by, unless it could not be. */
    Optional<Attachment> attachment() {
        return Optional.ofNullable(attachment);
    }

    /** Tries no more, and returns what this part is attached by, if it is. */
    synchronized Optional<Attachment> close() {
        closed = true;
        return attachment();
    }
}
