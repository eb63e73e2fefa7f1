package io.leengine.tck.reference;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.Seam;

/** What every part has: its name, its health, and that it takes calls until it is closed. */
abstract class MemoryPart implements Seam, AutoCloseable {
    private final String name;
    private volatile boolean closed;

    MemoryPart(String name) {
        this.name = name;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Health health() {
        return closed ? Health.down("'" + name + "' is closed.") : Health.up();
    }

    /** Begins a call. */
    final void enter(CallContext context) throws InterruptedException {
        enter();
        context.check("The call to '" + name + "'");
    }

    /** Begins a call that has no context. */
    final void enter() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        mustBeOpen();
    }

    final void mustBeOpen() {
        if (closed) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "'" + name + "' is closed.");
        }
    }

    final boolean isClosed() {
        return closed;
    }

    /** Takes no more calls. Repeated: does nothing. */
    @Override
    public void close() {
        closed = true;
    }
}
