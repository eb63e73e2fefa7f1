package io.leengine.bus.etcd;

import io.leengine.tck.Certificates;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * One member of a throwaway etcd on loopback. It can be stopped, killed, paused and started again at the same ports. Not for
 * several threads at once.
 */
public final class Etcd implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final int FIRST_PORT = 12_000;
    private static final int END_PORT = 20_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private final Path program;
    private final Path folder;
    private final List<String> arguments;
    private final int client;
    private final int peer;
    private final int metrics;
    private final int administration;
    private final boolean encrypted;
    private Process process;

    private Etcd(Path program, Path folder, boolean encrypted, List<String> arguments) throws IOException {
        this.program = program;
        this.folder = Files.createDirectories(folder);
        this.encrypted = encrypted;
        this.arguments = List.copyOf(arguments);
        this.client = port();
        this.peer = port();
        this.metrics = port();
        this.administration = encrypted ? port() : client;
    }

    /** Lays one out that keeps all it has in a folder; it is not started yet. */
    public static Etcd plain(Path program, Path folder, String... arguments) throws IOException {
        return new Etcd(program, folder, false, List.of(arguments));
    }

    /**
     * As {@link #plain}, for encrypted connections. Administrators still come without.
     *
     * @param owner the name of its certificate
     * @param clientsToo whether clients must show a certificate as well
     */
    static Etcd encrypted(Path program, Path folder, Certificates certificates, String owner, boolean clientsToo,
            String... more) throws IOException {
        Files.createDirectories(folder);
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.add("--cert-file=" + Files.writeString(folder.resolve("crt"), certificates.certificate(owner)));
        arguments.add("--key-file=" + Files.writeString(folder.resolve("key"), certificates.key(owner)));
        if (clientsToo) {
            arguments.add("--client-cert-auth");
            arguments.add("--trusted-ca-file=" + Files.writeString(folder.resolve("ca"), certificates.authority()));
        }
        return new Etcd(program, folder, true, arguments);
    }

    /** Below the ports that the system gives to clients, so that none is lost while a member is stopped. */
    private static int port() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, END_PORT);
            if (GIVEN.add(port) && free(port)) {
                return port;
            }
        }
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            // Somebody has it.
            return false;
        }
    }

    /** Returns the address for clients. */
    public String address() {
        return (encrypted ? "https" : "http") + "://127.0.0.1:" + client;
    }

    /** Returns where it takes plain connections. */
    int administrationPort() {
        return administration;
    }

    int clientPort() {
        return client;
    }

    String name() {
        return folder.getFileName().toString();
    }

    String peerAddress() {
        return "http://127.0.0.1:" + peer;
    }

    /** Starts it as the only member, and waits until it serves. */
    public Etcd start() throws IOException, InterruptedException {
        launch(name() + "=" + peerAddress());
        awaitReady();
        return this;
    }

    /** @param members as etcd's option {@code --initial-cluster} has them */
    void launch(String members) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--name=" + name(),
            "--data-dir=" + folder.resolve("data"),
            "--listen-client-urls=" + address() + (encrypted ? ",http://127.0.0.1:" + administration : ""),
            "--advertise-client-urls=" + address(),
            "--listen-peer-urls=" + peerAddress(), "--initial-advertise-peer-urls=" + peerAddress(),
            "--listen-metrics-urls=http://127.0.0.1:" + metrics, "--initial-cluster=" + members));
        command.addAll(arguments);
        process = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile())).start();
    }

    /** Waits until it serves. */
    void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (!healthy()) {
            if (!process.isAlive() || System.nanoTime() - end > 0) {
                throw new IOException(name() + " does not serve. Its log ends:\n" + logEnd());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private boolean healthy() throws InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metrics + "/health"))
                .timeout(Duration.ofSeconds(2)).build();
            String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return body.contains("\"health\":\"true\"");
        } catch (IOException e) {
            // Not yet.
            return false;
        }
    }

    private String logEnd() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("log"), StandardCharsets.ISO_8859_1);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    }

    /** Ends it as a crash would (SIGKILL). */
    public void kill() {
        process.destroyForcibly().onExit().orTimeout(START.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Holds it where it is (SIGSTOP): it keeps its connections and answers nothing. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on. */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** Has it forget all that was before now. */
    public void compact() {
        try (Administrator administrator = new Administrator(this)) {
            administrator.compact();
        }
    }

    private void signal(String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).inheritIO().start();
        if (kill.waitFor() != 0) {
            throw new IOException("SIG" + signal + " was not sent to " + process.pid());
        }
    }

    /** Ends it, and forgets its ports; its folder stays. */
    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        GIVEN.removeAll(List.of(client, peer, metrics, administration));
    }
}
