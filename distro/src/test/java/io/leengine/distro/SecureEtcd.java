package io.leengine.distro;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An etcd on loopback with encrypted connections and users, made as the how-tos say: with openssl and etcdctl. */
final class SecureEtcd implements AutoCloseable {
    private static final String ROOT = "root-of-test";
    private static final Duration START = Duration.ofSeconds(30);

    private final Path folder;
    private final String address;
    private Process process;
    private boolean asksWhoComes;

    SecureEtcd(Path folder) throws Exception {
        this.folder = Files.createDirectories(folder);
        this.address = "https://127.0.0.1:" + freePort();
        List<String> key = List.of("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-days", "2");
        openssl(key, "-keyout", file("ca.key"), "-out", file("ca.crt"), "-subj", "/CN=authority");
        openssl(key, "-keyout", file("server.key"), "-out", file("server.crt"), "-subj", "/CN=etcd", "-CA", file("ca.crt"),
                "-CAkey", file("ca.key"), "-addext", "subjectAltName=IP:127.0.0.1", "-addext",
                "basicConstraints=critical,CA:FALSE");
        String peer = "http://127.0.0.1:" + freePort();
        process = new ProcessBuilder("etcd", "--name=test", "--data-dir=" + file("data"), "--listen-client-urls=" + address,
                "--advertise-client-urls=" + address, "--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=test=" + peer, "--cert-file=" + file("server.crt"), "--key-file=" + file("server.key"),
                "--bcrypt-cost=4").redirectErrorStream(true).redirectInput(new File("/dev/null"))
                .redirectOutput(folder.resolve("log").toFile()).start();
        Await.until("etcd to serve", START, () -> {
            Process asked = etcdctl(List.of("endpoint", "health"), Optional.empty());
            return Await.unless(asked.waitFor() == 0, "it does not");
        });
    }

    private static void openssl(List<String> first, String... more) throws Exception {
        List<String> command = new ArrayList<>(first);
        command.addAll(List.of(more));
        Programs.run(command);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    String address() {
        return address;
    }

    Path authority() {
        return folder.resolve("ca.crt");
    }

    /** Makes a user with a role of the same name. */
    void user(String name, String password) throws Exception {
        run(List.of("role", "add", name), Optional.empty());
        run(List.of("user", "add", name, "--interactive=false"), Optional.of(password));
        run(List.of("user", "grant-role", name, name), Optional.empty());
    }

    /** Grants a role a right, as {@code etcdctl role grant-permission} takes it. */
    void grant(String role, String... right) throws Exception {
        List<String> command = new ArrayList<>(List.of("role", "grant-permission", role));
        command.addAll(List.of(right));
        run(command, Optional.empty());
    }

    /** From now on it asks who comes. */
    void enableUsers() throws Exception {
        run(List.of("user", "add", "root", "--interactive=false"), Optional.of(ROOT));
        run(List.of("user", "grant-role", "root", "root"), Optional.empty());
        run(List.of("auth", "enable"), Optional.empty());
        asksWhoComes = true;
    }

    /** Returns the keys that begin so. */
    List<String> keys(String prefix) throws Exception {
        return run(List.of("get", "--prefix", "--keys-only", prefix), Optional.empty()).lines()
                .filter(line -> !line.isBlank()).toList();
    }

    private String run(List<String> arguments, Optional<String> input) throws Exception {
        Process asked = etcdctl(arguments, input);
        String said = new String(asked.getInputStream().readAllBytes());
        if (asked.waitFor() != 0) {
            throw new AssertionError("etcdctl " + arguments + ": " + said);
        }
        return said;
    }

    private Process etcdctl(List<String> arguments, Optional<String> input) throws IOException {
        List<String> command = new ArrayList<>(List.of("etcdctl"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ETCDCTL_API", "3");
        builder.environment().put("ETCDCTL_ENDPOINTS", address);
        builder.environment().put("ETCDCTL_CACERT", file("ca.crt"));
        if (asksWhoComes) {
            builder.environment().put("ETCDCTL_USER", "root:" + ROOT);
        }
        Path given = Files.writeString(folder.resolve("input"), input.orElse("") + "\n");
        Process asked = builder.redirectInput(given.toFile()).start();
        return asked;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(START.toSeconds(), TimeUnit.SECONDS).join();
    }
}
