package io.leengine.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks a starting engine for its health, at little cost to the machine it starts on. */
final class HealthProbe {
    /** No answer. */
    static final int NONE = 0;
    /** The answer of an engine that is ready. */
    static final int READY = 200;
    private static final int NOT_READY = 503;
    /** Short enough to tell milliseconds apart; asked so often, an engine has little time for anything else. */
    static final Duration BUSY = Duration.ofMillis(2);
    private static final int LIMIT_MILLIS = 5_000;

    private final int port;
    private final Duration pause;

    HealthProbe(int port, Duration pause) {
        this.port = port;
        this.pause = pause;
    }

    /** Returns the status, or {@link #NONE} after a short pause; also when the API is not there yet. */
    int status() throws InterruptedException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.getOutputStream().write(("GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(),
                StandardCharsets.ISO_8859_1)).readLine();
            int status = line == null || line.length() < 12 ? NONE : Integer.parseInt(line.substring(9, 12));
            if (status == READY) {
                return READY;
            }
            Thread.sleep(pause);
            return status == NOT_READY ? NOT_READY : NONE;
        } catch (IOException e) {
            Thread.sleep(pause);
            return NONE;
        }
    }
}
