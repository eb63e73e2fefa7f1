package io.leengine.distro;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** One engine, started by the distribution's own script; closing it kills it. */
final class EngineProcess implements AutoCloseable {
    private static final long STEP_MILLIS = 20;

    private final Process process;
    private final Path data;
    private final Path output;

    private EngineProcess(Process process, Path data, Path output) {
        this.process = process;
        this.data = data;
        this.output = output;
    }

    static EngineProcess start(Path distribution, Path data, Path output) throws IOException {
        Files.deleteIfExists(output);
        return start(List.of(), distribution, data, output, Ports.free());
    }

    /** Starts one on given ports; the command, if any, is what runs the engine's script and becomes it. */
    static EngineProcess start(List<String> within, Path distribution, Path data, Path output, Ports ports)
            throws IOException {
        List<String> command = new ArrayList<>(within);
        command.addAll(List.of(distribution.resolve("bin/leengine-engine").toString(), "--data", data.toString(),
                "--console", "--port", Integer.toString(ports.http()), "--lb-port",
                Integer.toString(ports.loadBalancer())));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        return new EngineProcess(builder.start(), data, output);
    }

    /** Where an engine listens. */
    record Ports(int http, int loadBalancer) {
        /** Both at once, or they may be the same. */
        static Ports free() throws IOException {
            try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return new Ports(one.getLocalPort(), other.getLocalPort());
            }
        }
    }

    /** Waits until the engine says that the framework is up; fails with its output when it ends or takes too long. */
    Properties awaitReady(Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        Path ready = data.resolve("engine.ready");
        while (!saysItself(ready)) {
            if (process.waitFor(STEP_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new AssertionError("not up; alive: " + process.isAlive() + "; it said:\n" + said());
            }
        }
        Properties state = new Properties();
        try (Reader in = Files.newBufferedReader(ready)) {
            state.load(in);
        }
        return state;
    }

    /** What a killed engine left behind does not count. */
    private boolean saysItself(Path ready) throws IOException {
        Path pid = data.resolve("engine.pid");
        return Files.exists(ready) && Files.exists(pid)
                && Files.readString(pid).startsWith(process.pid() + " ");
    }

    int awaitExit(Duration limit) throws IOException, InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running; it said:\n" + said());
        }
        return process.exitValue();
    }

    void terminate() {
        process.destroy();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    long pid() {
        return process.pid();
    }

    String said() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() {
        kill();
    }
}
