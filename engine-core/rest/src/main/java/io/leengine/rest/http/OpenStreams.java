package io.leengine.rest.http;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** The answers without a near end, so that they end when the API goes. */
public final class OpenStreams implements AutoCloseable {
    private final Duration drain;
    private final Set<Thread> threads = new HashSet<>();
    private boolean closed;

    /**
     * @param drain how long closing waits for streams to end
     */
    public OpenStreams(Duration drain) {
        this.drain = drain;
    }

    /** Runs a stream in the calling thread, which is interrupted when this is closed. */
    public void run(Streaming streaming) throws Exception {
        enter();
        try {
            streaming.run();
        } finally {
            leave();
        }
    }

    /** Returns how many there are. */
    public synchronized int size() {
        return threads.size();
    }

    /** Ends every stream and waits a while until they have. */
    @Override
    public synchronized void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        long deadline = System.nanoTime() + drain.toNanos();
        try {
            for (long left = drain.toNanos(); !threads.isEmpty() && left > 0; left = deadline - System.nanoTime()) {
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void enter() {
        if (closed) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The API is being stopped.");
        }
        threads.add(Thread.currentThread());
    }

    private synchronized void leave() {
        threads.remove(Thread.currentThread());
        // The interrupt was for the stream; whatever the server does with this thread next is not to feel it.
        if (closed) {
            Thread.interrupted();
        }
        notifyAll();
    }

    /** A stream. */
    @FunctionalInterface
    public interface Streaming {
        /** Runs until its end. */
        void run() throws Exception;
    }
}
