package io.leengine.loadbalancer.embedded.listener;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.xnio.XnioIoThread;

/**
 * The handler that every connection is given for good. It sends requests to whoever is attached, and lets them wait
 * while nobody is. Which of the two it does is kept apart by I/O thread: a request costs one look into an array.
 */
final class Gate implements HttpHandler {
    private final int most;
    private final Semaphore room;
    private final Lane[] lanes;

    Gate(List<XnioIoThread> threads, int most, Duration waitLimit) {
        this.most = most;
        this.room = new Semaphore(most);
        this.lanes = threads.stream().map(thread -> new Lane(thread, room, waitLimit.toNanos())).toArray(Lane[]::new);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        lane(exchange.getIoThread()).handle(exchange);
    }

    /** Returns how many requests wait at this moment. */
    int waiting() {
        return most - room.availablePermits();
    }

    /** Returns the lane of a thread, to be used on that thread. */
    Lane lane(XnioIoThread thread) {
        return lanes[thread.getNumber()];
    }
}
