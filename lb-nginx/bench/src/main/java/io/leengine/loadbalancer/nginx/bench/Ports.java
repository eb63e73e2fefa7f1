package io.leengine.loadbalancer.nginx.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of loopback that nobody has. */
final class Ports {
    private Ports() {
    }

    /** Returns some, each once. */
    static List<Integer> free(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1")));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new BenchException("There is no free port: " + e.getMessage(), e);
        } finally {
            sockets.forEach(Ports::close);
        }
    }

    static int free() {
        return free(1).getFirst();
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new BenchException("A port cannot be given back: " + e.getMessage(), e);
        }
    }
}
