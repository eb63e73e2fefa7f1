package io.leengine.distro;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** Takes a call and says nothing. */
final class SilentServer implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private Socket caller;

    SilentServer() throws IOException {
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Waits until somebody calls; fails when nobody does. */
    void awaitCaller(Duration limit) throws IOException {
        socket.setSoTimeout((int) limit.toMillis());
        caller = socket.accept();
    }

    @Override
    public void close() throws IOException {
        if (caller != null) {
            caller.close();
        }
        socket.close();
    }
}
