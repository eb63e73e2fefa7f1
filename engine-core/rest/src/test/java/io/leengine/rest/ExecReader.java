package io.leengine.rest;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The other end of a command in an instance: the JDK's WebSocket client, which reads only when asked to. */
final class ExecReader implements WebSocket.Listener, AutoCloseable {
    static final String PROTOCOL = "leengine.exec.v1";

    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final boolean reads;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final StringBuilder said = new StringBuilder();
    private int pings;
    WebSocket socket;

    private ExecReader(boolean reads) {
        this.reads = reads;
    }

    static ExecReader open(LiveApi api, String path, String... headers) throws Exception {
        return open(api, path, true, headers);
    }

    static ExecReader open(LiveApi api, String path, boolean reads, String... headers) throws Exception {
        ExecReader reader = new ExecReader(reads);
        var builder = api.client.newWebSocketBuilder().subprotocols(PROTOCOL);
        String[] all = headers.length > 0 ? headers : new String[] {"Authorization", "Bearer boss"};
        for (int at = 0; at < all.length; at += 2) {
            builder.header(all[at], all[at + 1]);
        }
        reader.socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + api.port() + "/api/v1" + path), reader)
            .get(20, TimeUnit.SECONDS);
        return reader;
    }

    /** Returns the status that refused a handshake. */
    static int refused(LiveApi api, String path, String... headers) throws Exception {
        try (ExecReader reader = open(api, path, headers)) {
            throw new AssertionError("let in: " + path + reader.socket);
        } catch (java.util.concurrent.ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException ? e.getCause().getCause() : e.getCause();
            return ((WebSocketHandshakeException) cause).getResponse().statusCode();
        }
    }

    void type(String text) {
        socket.sendBinary(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), true).join();
    }

    void say(String text) {
        socket.sendText(text, true).join();
    }

    /** Waits until what was printed holds a text. */
    synchronized void awaitPrinted(String text) throws InterruptedException {
        await(() -> printed().contains(text), text);
    }

    synchronized void awaitPings(int count) throws InterruptedException {
        await(() -> pings >= count, count + " pings");
    }

    private void await(java.util.function.BooleanSupplier condition, String what) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!condition.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("no " + what + " in: " + printed() + said);
            }
            wait(left / 1_000_000 + 1);
        }
    }

    synchronized String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    synchronized int size() {
        return printed.size();
    }

    synchronized String said() {
        return said.toString();
    }

    int awaitClosed() throws Exception {
        return closed.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reads) {
            opened.request(1);
        }
    }

    @Override
    public synchronized CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        printed.writeBytes(bytes);
        notifyAll();
        from.request(1);
        return null;
    }

    @Override
    public synchronized CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        said.append(data);
        notifyAll();
        from.request(1);
        return null;
    }

    @Override
    public synchronized CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        pings++;
        notifyAll();
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        closed.complete(status);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
