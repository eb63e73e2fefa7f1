package io.leengine.rest.http;

import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.CloseMessage;
import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.xnio.IoUtils;

/**
 * A WebSocket for plain blocking code: one thread receives, one sends bytes, a third may send the rest. Neither side of it
 * grows: who sends waits until what was sent is written, and a caller whose messages nobody takes is not read from.
 */
public final class Socket implements AutoCloseable {
    /** The largest message that is taken, in bytes. */
    public static final int LARGEST = 64 * 1024;
    /** The status of an ordinary end. */
    public static final int NORMAL = 1000;
    /** The status of an end that was not foreseen. */
    public static final int FAILED = 1011;

    private static final int LARGEST_TEXT = 4 * 1024;
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final WebSocketChannel channel;
    private final Json json;
    private final Inbox inbox = new Inbox();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final AtomicBoolean pinging = new AtomicBoolean();
    private final AtomicBoolean ponging = new AtomicBoolean();
    private volatile Runnable ended = () -> { };
    private volatile long activeAt = System.nanoTime();

    /**
     * What came.
     *
     * @param kind of what sort
     * @param bytes what it holds
     */
    public record Message(Kind kind, byte[] bytes) {
        /** The end: nothing more comes. */
        static final Message END = new Message(Kind.END, new byte[0]);

        /** The sorts of messages. */
        public enum Kind {
            /** Bytes. */
            BINARY,
            /** A text in UTF-8. */
            TEXT,
            /** Nothing more comes. */
            END
        }
    }

    Socket(WebSocketChannel channel, Json json) {
        this.channel = channel;
        this.json = json;
    }

    /** Begins to read. */
    void open() {
        channel.addCloseTask(_ -> end());
        channel.getReceiveSetter().set(new Listener());
        channel.resumeReceives();
    }

    /** Sets what is done, briefly and at most a few times, once the caller has gone. */
    public void onEnd(Runnable action) {
        ended = action;
        if (gone.isDone()) {
            action.run();
        }
    }

    /** Waits for the next message. */
    public Message receive() throws InterruptedException {
        return inbox.take(channel::resumeReceives);
    }

    /** Sends bytes and waits until they are written. */
    public void send(byte[] bytes, int length) throws IOException, InterruptedException {
        CompletableFuture<Void> written = sending(done -> WebSockets.sendBinary(ByteBuffer.wrap(bytes, 0, length), channel, done));
        try {
            written.get();
            activeAt = System.nanoTime();
        } catch (ExecutionException e) {
            throw new IOException("The caller has gone", e.getCause());
        }
    }

    /** Asks whether anybody is there still, so that what is between keeps the connection; does not wait. */
    public void ping() {
        if (pinging.compareAndSet(false, true)) {
            sending(done -> WebSockets.sendPing(NOTHING.duplicate(), channel, done))
                .whenComplete((_, _) -> pinging.set(false));
        }
    }

    /** Returns for how long nothing came from the caller and nothing could be sent to it; answers to pings are nothing. */
    public Duration idle() {
        return Duration.ofNanos(System.nanoTime() - activeAt);
    }

    /** Sends a view and the end, and waits a little for them to be written. */
    public void end(Object view, int status) throws InterruptedException {
        String text = new String(json.write(view), StandardCharsets.UTF_8);
        sending(done -> WebSockets.sendText(text, channel, done));
        CompletableFuture<Void> written = sending(done -> WebSockets.sendClose(status, "", channel, done));
        // What is still to come is read for its end only.
        inbox.discard();
        channel.resumeReceives();
        try {
            written.get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
            // The caller answers when it has read so far; one that does not is left behind.
            gone.get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            // It has gone, or does not read: there is nobody to tell.
        }
    }

    /** Cuts the connection. */
    @Override
    public void close() {
        IoUtils.safeClose(channel);
        end();
    }

    private void end() {
        gone.complete(null);
        inbox.close();
        ended.run();
    }

    private static CompletableFuture<Void> sending(Consumer<WebSocketCallback<Void>> send) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        send.accept(new WebSocketCallback<>() {
            @Override
            public void complete(WebSocketChannel sent, Void context) {
                written.complete(null);
            }

            @Override
            public void onError(WebSocketChannel sent, Void context, Throwable error) {
                written.completeExceptionally(error);
            }
        });
        return written;
    }

    /** Runs in the threads of the server's sockets, and so never waits. */
    private final class Listener extends AbstractReceiveListener {
        @Override
        protected long getMaxBinaryBufferSize() {
            return LARGEST;
        }

        @Override
        protected long getMaxTextBufferSize() {
            return LARGEST_TEXT;
        }

        @Override
        protected void onFullBinaryMessage(WebSocketChannel from, BufferedBinaryMessage message) {
            var data = message.getData();
            try {
                ByteBuffer all = WebSockets.mergeBuffers(data.getResource());
                byte[] bytes = new byte[all.remaining()];
                all.get(bytes);
                add(new Message(Message.Kind.BINARY, bytes));
            } finally {
                data.close();
            }
        }

        @Override
        protected void onFullTextMessage(WebSocketChannel from, BufferedTextMessage message) {
            add(new Message(Message.Kind.TEXT, message.getData().getBytes(StandardCharsets.UTF_8)));
        }

        private void add(Message message) {
            activeAt = System.nanoTime();
            inbox.add(message);
            if (inbox.full()) {
                channel.suspendReceives();
                // What was taken in between has nobody else to go on.
                if (!inbox.full()) {
                    channel.resumeReceives();
                }
            }
        }

        @Override
        protected void onFullPingMessage(WebSocketChannel from, BufferedBinaryMessage message) throws IOException {
            countPing(from);
            var data = message.getData();
            try {
                activeAt = System.nanoTime();
                // Only the last of several need be answered (RFC 6455, section 5.5.3); answers nobody reads do not pile up.
                if (ponging.compareAndSet(false, true)) {
                    ByteBuffer same = WebSockets.mergeBuffers(data.getResource());
                    ByteBuffer copy = ByteBuffer.allocate(same.remaining()).put(same).flip();
                    sending(done -> WebSockets.sendPong(copy, channel, done)).whenComplete((_, _) -> ponging.set(false));
                }
            } finally {
                data.close();
            }
        }

        @Override
        protected void onFullPongMessage(WebSocketChannel from, BufferedBinaryMessage message) {
            message.getData().close();
        }

        @Override
        protected void onCloseMessage(CloseMessage message, WebSocketChannel from) {
            end();
        }

        @Override
        protected void onError(WebSocketChannel from, Throwable error) {
            super.onError(from, error);
            end();
        }
    }
}
