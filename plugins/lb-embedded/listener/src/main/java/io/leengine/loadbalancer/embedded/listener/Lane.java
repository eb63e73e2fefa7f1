package io.leengine.loadbalancer.embedded.listener;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioIoThread;

/**
 * One I/O thread's share of a gate. Everything here happens on that thread, so nothing is locked, and a part that was
 * let go on a thread is not in use there any more.
 */
final class Lane {
    private static final OwnAnswer NOBODY = new OwnAnswer(503, "no-part", "Being replaced",
        "The load balancer is being replaced, and nothing has taken the request in time.");

    private record Waiting(HttpServerExchange exchange, long until) {
    }

    private final XnioIoThread thread;
    private final Semaphore room;
    private final long waitNanos;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private HttpHandler handler;
    private boolean last;
    private boolean timed;

    Lane(XnioIoThread thread, Semaphore room, long waitNanos) {
        this.thread = thread;
        this.room = room;
        this.waitNanos = waitNanos;
    }

    void handle(HttpServerExchange exchange) throws Exception {
        if (last) {
            exchange.setPersistent(false);
        }
        if (handler != null) {
            handler.handleRequest(exchange);
        } else if (last || !room.tryAcquire()) {
            NOBODY.send(exchange);
        } else {
            exchange.dispatch(SameThreadExecutor.INSTANCE, () -> await(exchange));
        }
    }

    private void await(HttpServerExchange exchange) {
        waiting.add(new Waiting(exchange, System.nanoTime() + waitNanos));
        if (!timed) {
            timed = true;
            look();
        }
    }

    /** From now on requests go to the handler, those that wait before any other. */
    void open(HttpHandler next) {
        handler = next;
        for (HttpServerExchange one = poll(); one != null; one = poll()) {
            one.dispatch(SameThreadExecutor.INSTANCE, next);
        }
    }

    /** From now on requests wait. */
    void shut() {
        handler = null;
    }

    /** From now on connections end with the answer to their next request, and nobody waits for another part. */
    void last() {
        last = true;
        if (handler == null) {
            for (HttpServerExchange one = poll(); one != null; one = poll()) {
                one.setPersistent(false);
                NOBODY.send(one);
            }
        }
    }

    /** Takes out the one that waits longest, but for those whose connection was closed meanwhile. */
    private HttpServerExchange poll() {
        for (Waiting first = waiting.poll(); first != null; first = waiting.poll()) {
            room.release();
            if (!first.exchange().isComplete()) {
                return first.exchange();
            }
        }
        return null;
    }

    /** The one that waits longest is the next whose time is up. */
    private void look() {
        long now = System.nanoTime();
        while (!waiting.isEmpty() && now - waiting.peek().until() >= 0) {
            room.release();
            HttpServerExchange late = waiting.poll().exchange();
            if (!late.isComplete()) {
                NOBODY.send(late);
            }
        }
        timed = !waiting.isEmpty();
        if (timed) {
            // Rounded up: a look too early would find nothing and come back at once.
            long millis = TimeUnit.NANOSECONDS.toMillis(waiting.peek().until() - now) + 1;
            thread.executeAfter(this::look, millis, TimeUnit.MILLISECONDS);
        }
    }
}
