package io.leengine.itest;

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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What stands behind a load balancer in a test. {@code /} answers at once, {@code /slow} after a while, {@code /stream}
 * sends what the test offers, piece by piece, {@code /never} answers never, and any upgrade becomes an echo.
 */
final class WebServer implements AutoCloseable {
    /** Ends a stream as it should be. */
    static final String END = "";
    /** Breaks a stream off. */
    static final String BREAK = "break";
    static final long SLOW_MILLIS = 150;

    private final ServerSocket socket = new ServerSocket(0, 1024, InetAddress.ofLiteral("127.0.0.1"));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final LinkedBlockingQueue<String> pieces = new LinkedBlockingQueue<>();
    private final Semaphore never = new Semaphore(0);

    WebServer() throws IOException {
        threads.execute(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Lets the stream that is under way go on with this. */
    void offer(String piece) {
        pieces.add(piece);
    }

    /** Waits until somebody asks for what is never answered. */
    void awaitNever() throws InterruptedException {
        if (!never.tryAcquire(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Nobody asked.");
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket accepted = socket.accept();
                open.add(accepted);
                threads.submit(() -> {
                    try (accepted) {
                        accepted.setTcpNoDelay(true);
                        serve(new BufferedInputStream(accepted.getInputStream()), accepted.getOutputStream());
                    } finally {
                        open.remove(accepted);
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

    private void serve(InputStream in, OutputStream out) throws IOException, InterruptedException {
        for (String head = WebConnection.head(in); !head.isEmpty(); head = WebConnection.head(in)) {
            if (head.contains("Upgrade: ")) {
                write(out, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
                in.transferTo(out);
                return;
            }
            in.skipNBytes(WebConnection.length(head));
            if (head.startsWith("GET /never ")) {
                never.release();
                in.transferTo(OutputStream.nullOutputStream());
                return;
            }
            if (head.startsWith("GET /stream ")) {
                if (!stream(out)) {
                    return;
                }
            } else {
                if (head.startsWith("GET /slow ")) {
                    TimeUnit.MILLISECONDS.sleep(SLOW_MILLIS);
                }
                write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        }
    }

    private boolean stream(OutputStream out) throws IOException, InterruptedException {
        write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        String piece = pieces.take();
        while (!piece.equals(END)) {
            if (piece.equals(BREAK)) {
                return false;
            }
            write(out, Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n");
            piece = pieces.take();
        }
        write(out, "0\r\n\r\n");
        return true;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
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
