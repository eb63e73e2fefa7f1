package io.leengine.cli.demo;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** An etcd of one member on loopback, for the demo alone. */
final class DemoEtcd {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration END = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final long POLL_MILLIS = 50;

    private final Process process;
    private final int port;

    private DemoEtcd(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Fails where there is none. */
    static void check() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, "etcd"))) {
                return;
            }
        }
        throw new CommandException(ExitCode.USAGE, "There is no etcd on the PATH, which nginx hosts are told over.",
            "apt-get install etcd-server nginx libnginx-mod-http-lua lua-cjson");
    }

    /** Starts one and waits until it serves. */
    static DemoEtcd start(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int client = freePort();
        String peer = "http://127.0.0.1:" + freePort();
        String address = "http://127.0.0.1:" + client;
        Path log = folder.resolve("log");
        // In a session of its own, so that an interrupt at the terminal is the demo's to handle.
        Process process = new ProcessBuilder("setsid", "etcd", "--name=demo", "--data-dir=" + folder.resolve("data"),
            "--listen-client-urls=" + address, "--advertise-client-urls=" + address, "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer, "--initial-cluster=demo=" + peer).redirectErrorStream(true)
            .redirectInput(new File("/dev/null")).redirectOutput(log.toFile()).start();
        DemoEtcd started = new DemoEtcd(process, client);
        boolean serves = false;
        try {
            started.awaitServing(log);
            serves = true;
            return started;
        } finally {
            if (!serves) {
                started.end();
            }
        }
    }

    private void awaitServing(Path log) throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER).build()) {
            HttpRequest health = HttpRequest.newBuilder(URI.create(address() + "/health")).timeout(ANSWER).build();
            while (!healthy(http, health)) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new CommandException(ExitCode.FAILED, "etcd does not serve.", "Its log is " + log + ".");
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
    }

    private static boolean healthy(HttpClient http, HttpRequest health) throws InterruptedException {
        try {
            return http.send(health, BodyHandlers.ofString()).body().contains("\"health\":\"true\"");
        } catch (IOException e) {
            // Not yet.
            return false;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    long pid() {
        return process.pid();
    }

    void end() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor(END.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
