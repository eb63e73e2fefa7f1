package io.leengine.bus.etcd;

import io.etcd.jetcd.api.Event;
import io.grpc.StatusException;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Follows some keys on a thread of its own. When the stream breaks, it goes on at the next member where it was; it lists again
 * when the changes since then are no longer kept, or when etcd is not the one it was.
 */
final class EtcdWatch implements Watch<BusEvent> {
    /** Before every revision: begins with a list. */
    static final long FROM_LIST = -1;

    private static final Logger LOG = System.getLogger(EtcdWatch.class.getName());
    private static final Duration STEP = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final String bus;
    private final String prefix;
    private final Keys keys;
    private final Caller caller;
    private final Faults faults;
    private final String what;
    private final Consumer<EtcdWatch> gone;
    private final EventBuffer buffer = new EventBuffer();
    private Future<?> work;
    private boolean closed;

    // Where it is; of the worker alone.
    private long seen;
    private long cluster;

    /** @param gone is told when it is closed */
    EtcdWatch(Options options, Keys keys, Caller caller, Faults faults, String prefix, long after, Consumer<EtcdWatch> gone) {
        this.bus = options.name();
        this.prefix = prefix;
        this.keys = keys;
        this.caller = caller;
        this.faults = faults;
        this.what = "Watching bus '" + bus + "'";
        this.seen = after;
        this.gone = gone;
    }

    synchronized EtcdWatch start(Workers workers) {
        if (!closed) {
            work = workers.start(this::run);
        }
        return this;
    }

    @Override
    public Optional<BusEvent> next(Duration limit) throws InterruptedException {
        return buffer.next(limit);
    }

    @Override
    public void close() {
        end(EventBuffer.closed(bus));
    }

    void end(EngineException reason) {
        buffer.end(reason);
        synchronized (this) {
            closed = true;
            if (work != null) {
                work.cancel(true);
            }
        }
        gone.accept(this);
    }

    private void run() {
        try {
            follow();
        } catch (InterruptedException e) {
            // It is closed, or the bus is.
            buffer.end(EventBuffer.closed(bus));
        } catch (EngineException e) {
            buffer.end(e);
        // catches all: a consumer must be told of a defect too, instead of waiting for ever
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "bus '" + bus + "': a watch failed", e);
            buffer.end(new EngineException(ErrorCode.UNAVAILABLE, what + " failed: " + e, e));
        }
    }

    private void follow() throws InterruptedException {
        long pause = PAUSE_MILLIS;
        while (!Thread.currentThread().isInterrupted()) {
            long before = seen;
            try {
                begin();
                changes();
            } catch (StatusException e) {
                if (Keys.isCompacted(e)) {
                    seen = FROM_LIST;
                } else if (Fault.of(e.getStatus(), true).isFinal()) {
                    throw faults.refused(what, e);
                }
                LOG.log(Level.DEBUG, "bus ''{0}'': a watch begins again: {1}", bus, e.getMessage());
            } catch (EngineException e) {
                LOG.log(Level.DEBUG, "bus ''{0}'': a watch tries again: {1}", bus, e.getMessage());
            }
            pause = seen == before ? Math.min(pause * 2, LONGEST_PAUSE_MILLIS) : PAUSE_MILLIS;
            TimeUnit.MILLISECONDS.sleep(pause);
        }
    }

    /** Lists, unless etcd can tell what has changed since. */
    private void begin() throws InterruptedException, StatusException {
        if (seen != FROM_LIST) {
            Keys.Moment now = keys.now(what, Limit.in(STEP));
            // etcd would wait in silence for a revision that is to come; one that was restored may be behind.
            if (now.revision() >= seen && (cluster == 0 || cluster == now.cluster())) {
                cluster = now.cluster();
                return;
            }
        }
        Keys.Read read = keys.list(what, Limit.in(STEP), prefix);
        buffer.put(new BusEvent.Listed(new Bus.Listing(read.moment().revision(), read.entries())));
        seen = read.moment().revision();
        cluster = read.moment().cluster();
    }

    private void changes() throws InterruptedException, StatusException {
        long from = seen + 1;
        try (WatchStream stream = caller.repeatable(what, Limit.in(STEP),
                (channel, options) -> WatchStream.open(channel, options, keys.range(prefix), from))) {
            // All changes of one revision come together.
            while (!buffer.full()) {
                stream.next().getEventsList().forEach(this::tell);
            }
        }
        // Nobody reads this stream for now, and unread bytes would stop all that share its connection: so it is ended.
        buffer.awaitEmpty();
    }

    private void tell(Event event) {
        long revision = event.getKv().getModRevision();
        buffer.put(event.getType() == Event.EventType.PUT ? new BusEvent.Put(keys.entry(event.getKv()))
            : new BusEvent.Deleted(keys.text(event.getKv()), revision));
        seen = revision;
    }
}
