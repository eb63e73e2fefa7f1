package io.leengine.scheduler.local;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;

/** Options for a cell of a test. */
final class TestCell {
    private TestCell() {
    }

    static Options options(Path folder) throws IOException {
        return options(folder, 10 << 20);
    }

    static Options options(Path folder, long logBytes) throws IOException {
        int first;
        try (ServerSocket socket = new ServerSocket(0)) {
            first = Math.min(socket.getLocalPort(), 65_000);
        }
        return new Options("tck", folder, first + "-" + (first + 200), "here", 2_000, 8L << 30, logBytes, 2,
            Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(10));
    }

    static Options withPorts(Options like, String ports) {
        return new Options(like.cell(), like.folder(), ports, like.node(), like.cpuMillis(), like.memoryBytes(),
            like.logBytes(), like.logFiles(), like.firstRestart(), like.mostWait(), like.steadyAfter());
    }
}
