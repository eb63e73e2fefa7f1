package io.leengine.scheduler.k8s;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The line between the engine and an apiserver, which can be cut, held up or slowed down. It carries bytes as they are. */
final class FaultyLine implements AutoCloseable {
    private static final int PIECE = 1 << 14;

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Socket> stranded = ConcurrentHashMap.newKeySet();
    private boolean held;
    private long delayMillis;

    FaultyLine(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("line").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket here = server.accept();
                open.add(here);
                connect(here);
            } catch (IOException e) {
                // The line is closed; whoever connected sees that.
            }
        }
    }

    private void connect(Socket here) throws IOException {
        try {
            Socket there = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(there);
            Thread.ofVirtual().start(() -> carry(here, there));
            Thread.ofVirtual().start(() -> carry(there, here));
        } catch (IOException e) {
            open.remove(here);
            here.close(); // the apiserver is down, and whoever connected is told so
        }
    }

    private void carry(Socket from, Socket to) {
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[PIECE];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                awaitFree();
                if (!stranded.contains(from)) {
                    out.write(piece, 0, read);
                }
            }
        } catch (IOException | InterruptedException e) {
            // It was cut.
        } finally {
            open.remove(from);
            open.remove(to);
            stranded.remove(from);
            stranded.remove(to);
        }
    }

    private synchronized void awaitFree() throws InterruptedException {
        while (held) {
            wait();
        }
        if (delayMillis > 0) {
            wait(delayMillis);
        }
    }

    /** Nothing gets through, and nobody is told. */
    synchronized void hold() {
        held = true;
    }

    synchronized void free() {
        held = false;
        delayMillis = 0;
        notifyAll();
    }

    synchronized void slow(long millis) {
        delayMillis = millis;
    }

    /** From now on nothing gets through the connections there are, and nobody is told; new ones work. */
    void strand() {
        stranded.addAll(open);
    }

    /** Ends every connection there is. */
    void cut() {
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        free();
        cut();
    }
}
