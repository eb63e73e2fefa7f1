package io.leengine.network.local;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The index of one range, brought up to date by a watch that is read by whoever asks: it needs no thread. */
final class FreeAddresses implements AutoCloseable {
    private final Bus bus;
    private final String prefix;
    private final ReentrantLock lock = new ReentrantLock();
    private final FreeIndex index = new FreeIndex();
    private Watch<BusEvent> watch;
    private boolean closed;

    FreeAddresses(Bus bus, String prefix) {
        this.bus = bus;
        this.prefix = prefix;
    }

    Optional<FreeIndex.Pick> pick(CallContext context, RangeTable.Row row) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            catchUp(context);
            Optional<FreeIndex.Pick> pick = index.pick(row);
            if (pick.isEmpty()) {
                // What was picked and then not used is free as well: only the list can say that none is.
                restart();
                catchUp(context);
                pick = index.pick(row);
            }
            return pick;
        } finally {
            lock.unlock();
        }
    }

    private void catchUp(CallContext context) throws InterruptedException {
        if (closed) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The network is closed.");
        }
        try {
            if (watch == null) {
                watch = bus.watch(context, prefix);
                watch.next(context.remaining()).ifPresent(index::apply);
            }
            Optional<BusEvent> event = watch.next(Duration.ZERO);
            while (event.isPresent()) {
                index.apply(event.get());
                event = watch.next(Duration.ZERO);
            }
        } catch (EngineException e) {
            restart();
            throw e;
        }
    }

    private void restart() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            restart();
        } finally {
            lock.unlock();
        }
    }
}
