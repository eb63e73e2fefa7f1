package io.leengine.loadbalancer.nginx.host;

import io.leengine.model.Endpoint;
import io.leengine.spi.loadbalancer.Upstream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An upstream whose every byte the test decides. */
final class RawServer implements AutoCloseable {
    /** What to do with a connection; it is closed afterwards. */
    interface Conversation {
        void hold(InputStream in, OutputStream out, Socket socket) throws Exception;
    }

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentLinkedQueue<Socket> open = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();

    RawServer(Conversation conversation) throws IOException {
        this(0, conversation);
    }

    RawServer(int port, Conversation conversation) throws IOException {
        socket = new ServerSocket(port, 1024, InetAddress.ofLiteral("127.0.0.1"));
        threads.execute(() -> accept(conversation));
    }

    private void accept(Conversation conversation) {
        while (!socket.isClosed()) {
            try {
                Socket accepted = socket.accept();
                connections.incrementAndGet();
                open.add(accepted);
                accepted.setTcpNoDelay(true);
                threads.submit(() -> {
                    try (accepted) {
                        conversation.hold(new BufferedInputStream(accepted.getInputStream()),
                            accepted.getOutputStream(), accepted);
                    }
                    return null;
                });
            } catch (SocketException e) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    Upstream upstream(int weight) {
        return upstream(weight, "v1");
    }

    Upstream upstream(int weight, String version) {
        return new Upstream(endpoint(), weight, version, "cell", "i" + socket.getLocalPort());
    }

    Endpoint endpoint() {
        return new Endpoint("127.0.0.1", socket.getLocalPort());
    }

    int connections() {
        return connections.get();
    }

    /** Reads a request's head, empty at the end of the connection. */
    static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (head.length() > 3 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    static String ok(String text) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text;
    }

    /** Answers 200 with a text to every request without a body. */
    static Conversation answering(String text) {
        return counting(text, new AtomicInteger());
    }

    /** The same, and counts. */
    static Conversation counting(String text, AtomicInteger requests) {
        return (in, out, socket) -> {
            while (!head(in).isEmpty()) {
                requests.incrementAndGet();
                write(out, ok(text));
            }
        };
    }

    /** Says when a request came, and answers when it may. */
    static Conversation waiting(CountDownLatch came, CountDownLatch mayEnd) {
        return (in, out, socket) -> {
            while (!head(in).isEmpty()) {
                came.countDown();
                if (!mayEnd.await(40, TimeUnit.SECONDS)) {
                    return;
                }
                write(out, ok("slow"));
            }
        };
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket each : open) {
            each.close();
        }
        threads.shutdownNow();
    }
}
