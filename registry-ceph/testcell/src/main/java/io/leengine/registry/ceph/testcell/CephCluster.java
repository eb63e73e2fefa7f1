package io.leengine.registry.ceph.testcell;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A Ceph cluster of one monitor, one OSD and, if wanted, one S3 gateway, from nothing, in a temporary folder and on free
 * ports of the loopback interface. It takes some three seconds and Ceph's programs, needs no root and no manager daemon.
 *
 * <p>Daemons can be killed and started again: their data and their ports stay. {@link #close} ends exactly what was started
 * and removes the folder. Of one thread at a time.
 */
public final class CephCluster implements AutoCloseable {
    /** The access key of a user who may make buckets. */
    public static final String ACCESS_KEY = "testaccesskey";
    /** That user's secret key. */
    public static final String SECRET_KEY = "testsecretkey";
    private static final int FIRST_PORT = 20_000;
    private static final int END_PORT = 32_000;
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int LOG_TAIL = 2_000;

    private final Path folder;
    private final CephConf conf;
    private final CephOptions options;
    private final Map<Daemon, Process> running = Collections.synchronizedMap(new EnumMap<>(Daemon.class));
    // For a test run that is ended in the middle.
    private final Thread atExit = new Thread(this::endDaemons, "ceph-at-exit");

    private CephCluster(Path folder, CephOptions options) throws IOException {
        this.folder = folder;
        this.options = options;
        Set<Integer> given = new HashSet<>();
        conf = new CephConf(folder, freePort(given), freePort(given), UUID.randomUUID(), options);
    }

    /** Starts a cluster and returns when it takes calls. */
    public static CephCluster start(CephOptions options) throws IOException, InterruptedException {
        CephCluster cluster = new CephCluster(Files.createTempDirectory("ceph-"), options);
        Runtime.getRuntime().addShutdownHook(cluster.atExit);
        try {
            cluster.build();
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void build() throws IOException, InterruptedException {
        UUID cluster = UUID.randomUUID();
        for (String part : List.of("mon", "osd", "log", "run")) {
            Files.createDirectory(folder.resolve(part));
        }
        Files.createFile(folder.resolve("keyring"));
        Files.writeString(confFile(), conf.text(cluster));
        Path map = folder.resolve("monmap");
        run("monmaptool", "--create", "--fsid", cluster.toString(), "--addv", "a", conf.monitor(), map.toString());
        run("ceph-mon", "--mkfs", "-i", "a", "--monmap", map.toString(), "-c", confFile().toString());
        start(Daemon.MONITOR);
        run("ceph-osd", "--mkfs", "-i", "0", "-c", confFile().toString(), "--osd-uuid", conf.osd().toString());
        ceph("osd", "new", conf.osd().toString(), "0");
        start(Daemon.OSD);
        if (options.gateway()) {
            run("radosgw-admin", "-c", confFile().toString(), "user", "create", "--uid=test", "--display-name=test",
                "--access-key=" + ACCESS_KEY, "--secret-key=" + SECRET_KEY);
            start(Daemon.GATEWAY);
        }
    }

    /** Returns the cluster's configuration, by which librados finds it as {@code client.admin}, without a key. */
    public Path confFile() {
        return folder.resolve("ceph.conf");
    }

    /** Returns where the monitor listens, in the form of the setting {@code mon host}. */
    public String monitors() {
        return conf.monitor();
    }

    /** Returns where the S3 gateway answers. */
    public URI s3Endpoint() {
        return URI.create("http://127.0.0.1:" + conf.gatewayPort());
    }

    /** Returns the access key of a user who may make buckets. */
    public String accessKey() {
        return ACCESS_KEY;
    }

    /** Returns that user's secret key. */
    public String secretKey() {
        return SECRET_KEY;
    }

    /** Returns the process of a daemon that runs; fails for another. */
    public long pid(Daemon daemon) {
        Process process = running.get(daemon);
        if (process == null) {
            throw new IllegalStateException(daemon + " does not run");
        }
        return process.pid();
    }

    /** Kills a daemon at once, as {@code kill -9} does, and waits until it is gone. */
    public void kill(Daemon daemon) throws InterruptedException {
        Process process = running.remove(daemon);
        if (process == null) {
            throw new IllegalStateException(daemon + " does not run");
        }
        process.destroyForcibly().waitFor();
    }

    /** Starts a daemon that does not run and waits until it takes calls. */
    public void start(Daemon daemon) throws IOException, InterruptedException {
        if (running.containsKey(daemon)) {
            throw new IllegalStateException(daemon + " runs already");
        }
        long since = daemon == Daemon.OSD ? bootedAt() : 0;
        running.put(daemon, spawn(daemon));
        switch (daemon) {
            case MONITOR -> await(daemon, () -> listens(conf.monitorPort()));
            case OSD -> await(daemon, () -> bootedAt() > since);
            case GATEWAY -> await(daemon, () -> listens(conf.gatewayPort()));
        }
    }

    /** Makes a bucket that belongs to the user of the keys, and returns its name. */
    public String makeBucket(String name) throws IOException, InterruptedException {
        Buckets.make(s3Endpoint(), name, options.patience());
        return name;
    }

    /** Makes a pool and returns its name. */
    public String makePool(String name) throws IOException, InterruptedException {
        ceph("osd", "pool", "create", name, "4", "4");
        return name;
    }

    /** Makes the cluster take itself for full, or no longer; returns when it does. */
    public void setFull(boolean full) throws IOException, InterruptedException {
        List<String> ratios = full ? List.of("0.0001", "0.0002", "0.0003") : List.of("0.85", "0.90", "0.95");
        // The disk heeds none that is below the one before it.
        ceph("osd", "set-nearfull-ratio", ratios.get(0));
        ceph("osd", "set-backfillfull-ratio", ratios.get(1));
        ceph("osd", "set-full-ratio", ratios.get(2));
        // It looks at them every few seconds.
        await(Daemon.OSD, () -> List.of(ceph("osd", "dump").split("[\\s,]+")).contains("full") == full);
    }

    /** Runs the command-line client of Ceph and returns what it said; fails when it fails. */
    public String ceph(String... arguments) throws IOException, InterruptedException {
        return run(client(arguments).toArray(String[]::new));
    }

    /**
     * Returns what the cluster and its daemons say of themselves, for the message of a test that fails; what does not
     * answer is said in its place.
     */
    public String state() throws InterruptedException {
        StringBuilder state = new StringBuilder("running " + running.keySet());
        for (List<String> question : List.of(List.of("-s"), List.of("osd", "dump"), List.of("pg", "dump", "pgs_brief"),
                List.of("tell", "osd.0", "dump_ops_in_flight"))) {
            state.append("\n").append(String.join(" ", question)).append(": ");
            try {
                state.append(ceph(question.toArray(String[]::new)));
            } catch (IOException e) {
                state.append(e.getMessage());
            }
        }
        for (Daemon each : Daemon.values()) {
            state.append("\n").append(each).append(": ").append(lastWords(each));
        }
        return state.toString();
    }

    private String lastWords(Daemon daemon) {
        try {
            return tail(output(daemon));
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private List<String> client(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ceph", "-c", confFile().toString(), "--connect-timeout",
            String.valueOf(options.patience().toSeconds())));
        command.addAll(List.of(arguments));
        return command;
    }

    private Process spawn(Daemon daemon) throws IOException {
        String file = confFile().toString();
        // Each a session of its own: the system hangs up a group of processes of which one is stopped and nobody looks after.
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(switch (daemon) {
            case MONITOR -> List.of("ceph-mon", "-f", "-i", "a", "-c", file, "--public-addrv", conf.monitor());
            case OSD -> List.of("ceph-osd", "-f", "-i", "0", "-c", file);
            case GATEWAY -> List.of("radosgw", "-f", "-n", "client.rgw", "-c", file);
        });
        return new ProcessBuilder(command).redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output(daemon).toFile())).start();
    }

    private Path output(Daemon daemon) {
        return folder.resolve("log").resolve(daemon.label() + ".out");
    }

    /** The epoch of the map with which the OSD last came up; 0 while it is down. */
    private long bootedAt() throws IOException, InterruptedException {
        for (String line : ceph("osd", "dump").lines().toList()) {
            if (line.startsWith("osd.0 up")) {
                String[] words = line.split(" +");
                return Long.parseLong(words[List.of(words).indexOf("up_from") + 1]);
            }
        }
        return 0;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) POLL.toMillis());
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Asks again and again, as the daemons tell nobody when they are ready. */
    private void await(Daemon daemon, Question question) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + options.patience().toNanos();
        Process process = running.get(daemon);
        while (!question.ask()) {
            if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                running.remove(daemon);
                throw new IOException(daemon + " ended with " + process.exitValue() + ": " + tail(output(daemon)));
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(daemon + " takes no calls after " + options.patience().toSeconds() + " s: "
                    + tail(output(daemon)));
            }
        }
    }

    private String run(String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "run-", ".out");
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile()).redirectOutput(out.toFile()).start();
        try {
            if (!process.waitFor(options.patience().toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(command[0] + " did not end in " + options.patience().toSeconds() + " s: " + tail(out));
            }
            if (process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " ended with " + process.exitValue() + ": " + tail(out));
            }
            return Files.readString(out);
        } finally {
            process.destroyForcibly();
            Files.delete(out);
        }
    }

    private static String tail(Path file) throws IOException {
        String all = Files.exists(file) ? Files.readString(file) : "";
        return all.substring(Math.max(0, all.length() - LOG_TAIL));
    }

    private static int freePort(Set<Integer> given) throws IOException {
        for (int tries = 0; tries < END_PORT - FIRST_PORT; tries++) {
            // Below the ports that the system gives to clients, so that none is lost while a daemon is down.
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, END_PORT);
            if (given.add(port) && isFree(port)) {
                return port;
            }
        }
        throw new IOException("No port between " + FIRST_PORT + " and " + END_PORT + " is free.");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** Ends the daemons and removes the folder. Repeated: does nothing. */
    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(atExit);
        endDaemons();
        running.clear();
        if (Files.exists(folder)) {
            List<Path> all;
            try (var walk = Files.walk(folder)) {
                all = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path each : all) {
                Files.deleteIfExists(each);
            }
        }
    }

    private void endDaemons() {
        // Nothing of it is needed any more, so nothing is written back.
        running.values().forEach(Process::destroyForcibly);
        running.values().forEach(process -> process.onExit().join());
    }

    /** Something that can be asked again. */
    @FunctionalInterface
    private interface Question {
        boolean ask() throws IOException, InterruptedException;
    }
}
