package io.leengine.bus.embedded;

import io.leengine.spi.Watch;
import io.leengine.spi.bus.BusEvent;
import java.time.Duration;
import java.util.Optional;

/** A place in the history. It holds no events, so a slow consumer costs nothing and lists again in the end. */
final class EmbeddedWatch implements Watch<BusEvent> {
    /** Before every revision: begins with a list. */
    static final long FROM_LIST = -1;

    private final Shared shared;
    private final String prefix;
    private long seen;
    private boolean ended;

    EmbeddedWatch(Shared shared, String prefix, long seen) {
        this.shared = shared;
        this.prefix = prefix;
        this.seen = seen;
    }

    @Override
    public Optional<BusEvent> next(Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        shared.enter();
        try {
            while (!ended && !shared.closed()) {
                Optional<BusEvent> event = step();
                if (event.isPresent() || left <= 0) {
                    return event;
                }
                left = shared.changed.awaitNanos(left);
            }
            throw shared.unavailable();
        } finally {
            shared.lock.unlock();
        }
    }

    private Optional<BusEvent> step() {
        if (!shared.state.knows(seen)) {
            seen = shared.state.revision();
            return Optional.of(shared.state.listed(prefix));
        }
        Optional<Change> change = shared.state.after(seen);
        while (change.isPresent()) {
            seen = change.get().revision();
            if (change.get().key().startsWith(prefix)) {
                return change.map(Change::event);
            }
            change = shared.state.after(seen);
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        shared.lock.lock();
        try {
            ended = true;
            shared.changed.signalAll();
        } finally {
            shared.lock.unlock();
        }
    }
}
