package io.leengine.bus.etcd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Stands between a bus and a member: it can refuse, and it can keep answers back. */
final class Relay implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private boolean refusing;
    private boolean silent;
    private boolean holding;
    private CountDownLatch held;

    Relay(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String address() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException e) {
                // It is closed; whoever connects sees that.
                continue;
            }
        }
    }

    private Socket member(Socket client) throws IOException {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    private synchronized void connect(Socket client) throws IOException {
        if (refusing) {
            client.close();
            return;
        }
        open.add(client);
        if (silent) {
            return;
        }
        Socket member = member(client);
        open.add(member);
        Thread.ofVirtual().start(() -> carry(client, member, false));
        Thread.ofVirtual().start(() -> carry(member, client, true));
    }

    private void carry(Socket from, Socket to, boolean answers) {
        byte[] piece = new byte[1 << 14];
        try (from; to) {
            for (int read = from.getInputStream().read(piece); read >= 0; read = from.getInputStream().read(piece)) {
                if (answers) {
                    awaitFree();
                }
                to.getOutputStream().write(piece, 0, read);
            }
        } catch (IOException | InterruptedException e) {
            // It was cut.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private synchronized void awaitFree() throws InterruptedException {
        while (holding) {
            held.countDown();
            wait();
        }
    }

    /** Carries requests on, and keeps answers. Returns what tells that the first answer is kept. */
    synchronized CountDownLatch holdAnswers() {
        holding = true;
        held = new CountDownLatch(1);
        return held;
    }

    synchronized void free() {
        holding = false;
        notifyAll();
    }

    /** Ends every connection; what is held is lost. New ones are made. */
    void cut() {
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        free();
    }

    /** Ends every connection and takes no other. */
    synchronized void refuse() {
        refusing = true;
        cut();
    }

    synchronized void accept(boolean again) {
        refusing = !again;
    }

    /** Ends every connection, takes others, and says nothing on them. */
    synchronized void silence() {
        silent = true;
        cut();
    }

    /** Serves new connections; those that were taken in silence stay silent. */
    synchronized void speak() {
        silent = false;
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
