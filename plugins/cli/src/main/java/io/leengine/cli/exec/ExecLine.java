package io.leengine.cli.exec;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.http.Problem;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The line to a command in an instance. Output is asked for piece by piece, each once the one before is written; input is
 * read no faster than it is taken.
 */
final class ExecLine implements WebSocket.Listener, AutoCloseable {
    private static final String PROTOCOL = "leengine.exec.v1";
    private static final int CHUNK_BYTES = 16 * 1024;
    private static final Duration PING = Duration.ofMinutes(1);

    private final ApiClient api;
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    /** One message is sent at a time. */
    private final ReentrantLock sending = new ReentrantLock();
    private WebSocket socket;
    private Thread pinging;

    private ExecLine(ApiClient api) {
        this.api = api;
    }

    static ExecLine open(ApiClient api, String path) throws InterruptedException {
        ExecLine line = new ExecLine(api);
        line.socket = api.socket(path, PROTOCOL, line);
        return line;
    }

    /**
     * Sends an input from now on, and only now lets output come: who sees the command's first words may type at once.
     *
     * @param whole whether its end is the end of the command's, and a command that says nothing for long is waited for; else
     *     it is a person's, who may forget it
     */
    void take(InputStream input, boolean whole) {
        socket.request(1);
        // Reading a terminal holds its thread until a key comes, so it is one that keeps nobody from ending.
        Thread.ofPlatform().daemon().name("exec-input").start(() -> copy(input));
        if (whole) {
            pinging = Thread.ofVirtual().name("exec-ping").start(this::ping);
        }
    }

    void resize(RawTerminal.Size size) {
        send(() -> socket.sendText("{\"resize\":{\"columns\":" + size.columns() + ",\"rows\":" + size.rows() + "}}", true));
    }

    /** Waits for the command's end and returns its exit status. */
    int await() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : lost(e.getCause());
        }
    }

    private void copy(InputStream input) {
        byte[] bytes = new byte[CHUNK_BYTES];
        try {
            boolean open = true;
            for (int count = input.read(bytes); open && count >= 0; count = open ? input.read(bytes) : -1) {
                ByteBuffer piece = ByteBuffer.wrap(bytes, 0, count);
                open = send(() -> socket.sendBinary(piece, true));
            }
            send(() -> socket.sendText("{\"close\":\"input\"}", true));
        } catch (IOException e) {
            end.completeExceptionally(new CommandException(ExitCode.FAILED, "The input cannot be read: " + e.getMessage(), "",
                e));
        }
    }

    private void ping() {
        try {
            boolean open = true;
            while (open) {
                Thread.sleep(PING);
                open = send(() -> socket.sendPing(ByteBuffer.allocate(0)));
            }
        } catch (InterruptedException _) {
            // The command has ended.
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether it was sent; when not, the end has been or is about to be told by the connection itself. */
    private boolean send(Supplier<CompletableFuture<WebSocket>> message) {
        sending.lock();
        try {
            message.get().join();
            return true;
        } catch (CompletionException e) {
            end.completeExceptionally(lost(e.getCause()));
            return false;
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void onOpen(WebSocket from) {
        // Nothing is asked for before somebody takes it.
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        try {
            out.write(bytes);
        } catch (IOException e) {
            // Nobody reads any more, as behind 'head': the command is ended with the connection.
            end.completeExceptionally(new CommandException(ExitCode.FAILED, "The output cannot be written: " + e.getMessage(),
                "", e));
            return null;
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            said(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void said(String message) {
        try {
            JsonNode told = api.json(message);
            if (told.has("exit")) {
                end.complete(told.path("exit").asInt());
            } else if (told.has("error")) {
                JsonNode error = told.path("error");
                end.completeExceptionally(Problem.of(error.path("status").asInt(0), error).exception());
            }
        } catch (JacksonException e) {
            end.completeExceptionally(lost(e));
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        end.completeExceptionally(lost(null));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        end.completeExceptionally(lost(error));
    }

    private static CommandException lost(Throwable cause) {
        return new CommandException(ExitCode.UNAVAILABLE, "The connection to the command was lost, and the command ended with "
            + "it.", "Is the engine up? Try again.", cause);
    }

    @Override
    public void close() {
        if (pinging != null) {
            pinging.interrupt();
        }
        socket.abort();
    }
}
