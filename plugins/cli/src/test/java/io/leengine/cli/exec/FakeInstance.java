package io.leengine.cli.exec;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import io.undertow.websockets.core.protocol.version13.Hybi13Handshake;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Plays an engine with two instances, one of them ready, whose commands say what they are told. */
final class FakeInstance implements AutoCloseable {
    private static final String INSTANCES = "{\"items\":[{\"cell\":\"a\",\"id\":\"i1\",\"ready\":false},"
        + "{\"cell\":\"b\",\"id\":\"i2\",\"ready\":true}]}";

    private final Undertow server;
    private final StringBuilder typed = new StringBuilder();
    private final List<String> said = new ArrayList<>();
    private String asked = "";
    private String token = "";
    private WebSocketChannel line;
    private boolean refuses;

    FakeInstance() {
        var handshake = new WebSocketProtocolHandshakeHandler(Set.of(new Hybi13Handshake(Set.of("leengine.exec.v1"), false)),
            (io.undertow.websockets.WebSocketConnectionCallback) (exchange, channel) -> begin(channel));
        HttpHandler handler = exchange -> {
            if (exchange.getRequestPath().endsWith("/exec")) {
                exec(exchange, handshake);
            } else {
                answer(exchange, 200, INSTANCES);
            }
        };
        server = Undertow.builder().addHttpListener(0, "127.0.0.1").setIoThreads(2)
            .setHandler(Handlers.path(handler)).build();
        server.start();
    }

    private void exec(HttpServerExchange exchange, HttpHandler handshake) throws Exception {
        synchronized (this) {
            asked = exchange.getRequestPath() + "?" + exchange.getQueryString();
            token = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
        }
        if (refuses) {
            answer(exchange, 403, "{\"status\":403,\"code\":\"FORBIDDEN\",\"detail\":\"Not you.\",\"nextStep\":\"Ask.\"}");
        } else {
            handshake.handleRequest(exchange);
        }
    }

    private static void answer(HttpServerExchange exchange, int status, String body) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(body);
    }

    private synchronized void begin(WebSocketChannel channel) {
        line = channel;
        channel.getReceiveSetter().set(new AbstractReceiveListener() {
            @Override
            protected void onFullBinaryMessage(WebSocketChannel from, BufferedBinaryMessage message) {
                var data = message.getData();
                ByteBuffer all = WebSockets.mergeBuffers(data.getResource());
                synchronized (FakeInstance.this) {
                    typed.append(StandardCharsets.UTF_8.decode(all));
                    FakeInstance.this.notifyAll();
                }
                data.close();
            }

            @Override
            protected void onFullTextMessage(WebSocketChannel from, BufferedTextMessage message) {
                synchronized (FakeInstance.this) {
                    said.add(message.getData());
                    FakeInstance.this.notifyAll();
                }
            }
        });
        channel.resumeReceives();
        notifyAll();
    }

    FakeInstance refusing() {
        refuses = true;
        return this;
    }

    URI url() {
        return URI.create("http://127.0.0.1:"
            + ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort());
    }

    synchronized String asked() {
        return asked;
    }

    synchronized String token() {
        return token;
    }

    synchronized void awaitOpen() throws InterruptedException {
        await(() -> line != null, "connection");
    }

    synchronized void awaitTyped(String text) throws InterruptedException {
        await(() -> typed.indexOf(text) >= 0, text);
    }

    synchronized void awaitSaid(String text) throws InterruptedException {
        await(() -> said.contains(text), text);
    }

    private void await(BooleanSupplier condition, String what) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("no " + what + " in: " + typed + said);
            }
            wait(left / 1_000_000 + 1);
        }
    }

    synchronized void print(String text) {
        WebSockets.sendBinary(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), line, null);
    }

    synchronized void end(String text, int status) {
        WebSockets.sendText(text, line, null);
        WebSockets.sendClose(status, "", line, null);
    }

    synchronized void cut() throws java.io.IOException {
        line.close();
    }

    @Override
    public void close() {
        server.stop();
    }
}
