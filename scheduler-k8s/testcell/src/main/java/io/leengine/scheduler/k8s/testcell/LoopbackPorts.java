package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Ports nobody listens at. Below those the system gives to clients, so that none is lost while a part is stopped. */
final class LoopbackPorts {

    private static final int FIRST = 20_000;
    private static final int END = 32_000;
    private static final int TRIES = 1_000;

    private final Set<Integer> given = new HashSet<>();

    /** A free port, another with each call. */
    int next() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (given.add(port) && free(port)) {
                return port;
            }
        }
        throw new IOException("no free port between " + FIRST + " and " + END + " in " + TRIES + " tries; end what listens there");
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
