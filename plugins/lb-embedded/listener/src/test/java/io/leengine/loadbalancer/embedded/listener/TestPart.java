package io.leengine.loadbalancer.embedded.listener;

import io.leengine.model.Endpoint;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.xnio.XnioIoThread;

/** Answers with its name and what was sent; {@code /held} is answered when the test says so. */
final class TestPart implements Part {
    private final String name;
    private final List<HttpServerExchange> held = new CopyOnWriteArrayList<>();
    private final Semaphore arrived = new Semaphore(0);
    private final AtomicInteger underWay = new AtomicInteger();

    TestPart(String name) {
        this.name = name;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        if (exchange.getRequestPath().equals("/held")) {
            exchange.dispatch(SameThreadExecutor.INSTANCE, () -> {
                underWay.incrementAndGet();
                held.add(exchange);
                arrived.release();
            });
        } else {
            answer(exchange);
        }
    }

    private void answer(HttpServerExchange exchange) {
        exchange.getRequestReceiver().receiveFullString((same, body) ->
            same.getResponseSender().send(name + " " + same.getRequestPath() + " " + body));
    }

    @Override
    public int underWay(String host, Set<Endpoint> endpoints) {
        return underWay.get();
    }

    void awaitHeld() throws InterruptedException {
        if (!arrived.tryAcquire(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Nothing arrived.");
        }
    }

    /** Goes on with what was held, on the thread it belongs to. */
    void release() {
        onItsThread(this::answer);
    }

    void giveBack(Attachment attachment) {
        onItsThread(attachment::giveBack);
    }

    private void onItsThread(Consumer<HttpServerExchange> action) {
        HttpServerExchange exchange = held.removeFirst();
        XnioIoThread thread = exchange.getIoThread();
        thread.execute(() -> {
            underWay.decrementAndGet();
            action.accept(exchange);
        });
    }
}
