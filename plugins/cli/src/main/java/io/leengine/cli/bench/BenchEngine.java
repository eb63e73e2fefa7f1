package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.engine.LocalEngine;
import io.leengine.cli.http.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An engine in a folder of its own, with ports of its own; both go when it is closed. */
final class BenchEngine implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final Duration REST_LOOK = Duration.ofSeconds(1);
    private static final Duration REST_LIMIT = Duration.ofSeconds(120);
    /** At rest it uses less than one in so many parts of a processor. */
    private static final int REST_SHARE = 5;
    private static final int LAST_LINES = 20;

    private final Path folder = Folders.create();
    private final Path data = folder.resolve("data");
    private final Path output = folder.resolve("output.log");
    /** The same at every start: instances know the registry by it. */
    private final int[] ports = Folders.freePorts();
    private final List<String> javaOptions;
    private final Thread atExit = new Thread(this::end, "bench-end");
    private Process process;
    private URI url;
    private String loadBalancer = "";

    /**
     * @param javaOptions for its virtual machine, added to those of the distribution
     */
    BenchEngine(List<String> javaOptions) {
        this.javaOptions = javaOptions;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * How long a start took.
     *
     * @param answer from the start of the process to the first HTTP answer about its health, whatever it said
     * @param ready until it said that it is ready
     */
    record Start(Duration answer, Duration ready) {
    }

    /** Starts it, and takes the times to a few milliseconds. */
    Start start() throws InterruptedException {
        return start(HealthProbe.BUSY);
    }

    /** Starts it. @param pause between two questions for its health, which take their share of the processors */
    Start start(Duration pause) throws InterruptedException {
        url = URI.create("http://127.0.0.1:" + ports[0]);
        loadBalancer = "127.0.0.1:" + ports[1];
        List<String> command = List.of(LocalEngine.home().resolve("bin/leengine-engine").toString(), "--data",
            data.toString(), "--address", "127.0.0.1", "--port", String.valueOf(ports[0]), "--lb-port",
            String.valueOf(ports[1]));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile()).redirectOutput(output.toFile());
        builder.environment().put("LEENGINE_JAVA_OPTS", String.join(" ", javaOptions));
        HealthProbe probe = new HealthProbe(ports[0], pause);
        long began = System.nanoTime();
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "The engine cannot be started: " + e.getMessage(), "", e);
        }
        Duration answer = await(began, () -> probe.status() != HealthProbe.NONE);
        return new Start(answer, await(began, () -> probe.status() == HealthProbe.READY));
    }

    /** What is waited for. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws InterruptedException;
    }

    private Duration await(long began, Condition condition) throws InterruptedException {
        while (!condition.holds()) {
            if (!process.isAlive()) {
                throw failed("The engine ended while it started.");
            }
            if (System.nanoTime() - began > START.toNanos()) {
                throw failed("The engine did not become ready within " + START.toSeconds() + " s.");
            }
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private CommandException failed(String what) {
        ArrayDeque<String> last = new ArrayDeque<>();
        try (var lines = Files.lines(output)) {
            lines.forEach(line -> {
                last.add(line);
                if (last.size() > LAST_LINES) {
                    last.remove();
                }
            });
        } catch (IOException e) {
            last.add("(its output cannot be read)");
        }
        return new CommandException(ExitCode.FAILED, what + "\n" + String.join("\n", last), "");
    }

    /** Waits until it has done what it was given to do, so that this is not measured with what comes next. */
    void awaitRest() throws InterruptedException {
        Duration used = processorTime();
        for (long began = System.nanoTime(); System.nanoTime() - began < REST_LIMIT.toNanos();) {
            Thread.sleep(REST_LOOK);
            Duration now = processorTime();
            if (now.minus(used).compareTo(REST_LOOK.dividedBy(REST_SHARE)) < 0) {
                return;
            }
            used = now;
        }
        throw failed("The engine did not come to rest within " + REST_LIMIT.toSeconds() + " s.");
    }

    /** Returns how much of the processors it has used since it was started. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElseThrow(() -> failed("The engine's processor time is not known."));
    }

    /** Stops it and waits for its end. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
            throw failed("The engine did not stop within " + STOP.toSeconds() + " s.");
        }
    }

    /** Sets a property before it is started. */
    void set(String name, String value) {
        try {
            Files.createDirectories(data);
            Files.writeString(data.resolve("leengine.properties"), name + "=" + value + "\n", StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "The engine's settings cannot be written: " + e.getMessage(), "", e);
        }
    }

    URI url() {
        return url;
    }

    /** Returns its load balancer's {@code host:port}. */
    String loadBalancer() {
        return loadBalancer;
    }

    long pid() {
        return process.pid();
    }

    /** Returns a folder for files of the bench. */
    Path folder() {
        return folder;
    }

    /** Logs the administrator in and returns the token. */
    String logIn() {
        try (ApiClient nobody = new ApiClient(url, Optional.empty())) {
            return nobody.post("/sessions", Map.of("name", "admin", "password", password())).body().path("token")
                .asString();
        }
    }

    /** Returns the administrator's password. */
    String password() {
        try {
            return Files.readString(new LocalEngine(LocalEngine.home(), data).passwordFile()).strip();
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "The administrator's password cannot be read: " + e.getMessage(),
                "", e);
        }
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void end() {
        BenchProcess.end(process, folder);
    }
}
