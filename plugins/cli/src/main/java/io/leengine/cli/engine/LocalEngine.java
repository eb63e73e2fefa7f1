package io.leengine.cli.engine;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** The engine that keeps its state in one data folder of this machine. */
public final class LocalEngine {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final int START_TICKS_FIELD = 19;

    private final Path home;
    private final Path data;

    /**
     * @param home the distribution's folder
     * @param data the data folder
     */
    public LocalEngine(Path home, Path data) {
        this.home = home;
        this.data = data;
    }

    /** Returns the distribution's folder, as the script that started this says. */
    public static Path home() {
        String named = System.getProperty("leengine.home", "");
        if (named.isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "The distribution's folder is not known.",
                "Start the command line with the script 'leengine'.");
        }
        return Path.of(named);
    }

    /** Returns the data folder that is used unless another one is named. */
    public static Path usualData() {
        return Path.of(System.getProperty("user.home"), ".leengine");
    }

    /** Returns the data folder. */
    public Path data() {
        return data;
    }

    /** Returns the file that holds the first administrator's password. */
    public Path passwordFile() {
        return data.resolve("admin-password");
    }

    /** Returns the engine's log. */
    public Path log() {
        return data.resolve("log/engine.log");
    }

    /** Returns the process, if it runs; a number that another process has by now does not count. */
    public Optional<ProcessHandle> process() {
        Optional<String> kept = read(data.resolve("engine.pid"));
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = kept.get().trim().split("\\s+");
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(parts[0])).filter(ProcessHandle::isAlive);
        return parts.length < 2 ? process : process.filter(each -> startTicks(each.pid()).equals(Optional.of(parts[1])));
    }

    private static Optional<String> startTicks(long pid) {
        return read(Path.of("/proc", String.valueOf(pid), "stat")).map(stat ->
            stat.substring(stat.lastIndexOf(')') + 2).split(" ")[START_TICKS_FIELD]);
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns what a running engine wrote when its framework was up. */
    public Optional<Properties> ready() {
        if (process().isEmpty()) {
            return Optional.empty();
        }
        return read(data.resolve("engine.ready")).map(text -> {
            Properties properties = new Properties();
            try {
                properties.load(new StringReader(text));
            } catch (IOException e) {
                throw new IllegalStateException("A string can always be read", e);
            }
            return properties;
        });
    }

    /** Returns the address of the API. */
    public URI url() {
        Properties properties = ready().orElseThrow(() -> new CommandException(ExitCode.UNAVAILABLE,
            "No engine is up with the data folder " + data + ".", "Start one: leengine up"));
        return URI.create("http://" + reachable(properties.getProperty("http.address")) + ":"
            + properties.getProperty("http.port"));
    }

    /** Returns {@code host:port} of the load balancer; empty where the distribution has none. */
    public Optional<String> loadBalancer() {
        return ready().filter(properties -> properties.containsKey("lb.port")).map(properties ->
            reachable(properties.getProperty("lb.address")) + ":" + properties.getProperty("lb.port"));
    }

    private static String reachable(String address) {
        return address.equals("0.0.0.0") || address.equals("::") ? "127.0.0.1" : address;
    }

    /**
     * Starts the engine and waits until it takes requests, which it does once every part is there, or has been awaited long
     * enough.
     *
     * @param options for the engine's own command line
     * @param progress told what is waited for
     * @return what is missing all the same
     */
    public List<String> start(List<String> options, Consumer<String> progress) throws InterruptedException {
        List<String> command = command(options);
        Path output = data.resolve("log/start.log");
        Process process;
        try {
            Files.createDirectories(output.getParent());
            ProcessBuilder builder = new ProcessBuilder(detached(command)).redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile()).redirectOutput(output.toFile());
            process = builder.start();
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "The engine cannot be started: " + e.getMessage(), "", e);
        }
        return awaitReady(process, output, progress);
    }

    private List<String> command(List<String> options) {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/leengine-engine").toString(), "--data",
            data.toString()));
        command.addAll(options);
        return command;
    }

    /** Runs the engine in this terminal until it ends; returns its exit code. */
    public int runHere(List<String> options) throws InterruptedException {
        List<String> command = command(options);
        command.add("--console");
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "The engine cannot be started: " + e.getMessage(), "", e);
        }
    }

    /** In a session of its own, so that the terminal's end or an interrupt at it does not end the engine. */
    private static List<String> detached(List<String> command) {
        List<String> all = new ArrayList<>(List.of("setsid", "--wait"));
        all.addAll(command);
        return all;
    }

    private List<String> awaitReady(Process process, Path output, Consumer<String> progress) throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        String waits = "the framework";
        while (System.nanoTime() < deadline) {
            if (!process.isAlive() && process().isEmpty()) {
                throw new CommandException(ExitCode.FAILED, "The engine ended while it started:\n"
                    + read(output).orElse("").strip(), "The whole log is " + log() + ".");
            }
            progress.accept(waits);
            Told told = told();
            if (told.ready()) {
                return told.missing();
            }
            waits = told.words();
            Thread.sleep(POLL);
        }
        throw new CommandException(ExitCode.UNAVAILABLE, "The engine did not become ready within " + START.toSeconds()
            + " s; it still waits for " + waits + ".", "Look at its log: " + log());
    }

    /** What a starting engine tells of itself. */
    private record Told(boolean ready, List<String> missing) {
        /** What it waits for. */
        String words() {
            return missing.isEmpty() ? "the API" : missing.size() == 1 ? missing.getFirst()
                : missing.size() + " parts, among them " + missing.getFirst();
        }
    }

    private Told told() {
        if (ready().isEmpty()) {
            return new Told(false, List.of("the framework"));
        }
        try (ApiClient client = new ApiClient(url(), Optional.empty())) {
            JsonNode health = client.probe("/health").body();
            return new Told(health.path("ready").asBoolean(false),
                health.path("missing").valueStream().map(JsonNode::asString).toList());
        } catch (CommandException e) {
            return new Told(false, List.of("the API to answer"));
        }
    }

    /** Asks the engine to stop and waits for its end. Instances go on. Returns whether it ran. */
    public boolean stop() throws InterruptedException {
        Optional<ProcessHandle> running = process();
        if (running.isEmpty()) {
            return false;
        }
        ProcessHandle process = running.get();
        process.destroy();
        try {
            process.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new CommandException(ExitCode.FAILED, "The engine (process " + process.pid() + ") did not end within "
                + STOP.toSeconds() + " s.", "Look at its log: " + log() + ". 'kill -9 " + process.pid()
                + "' ends it for certain; nothing acknowledged is lost.", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("Waiting for a process does not fail", e);
        }
        return true;
    }
}
