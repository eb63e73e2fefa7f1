package io.leengine.loadbalancer.nginx.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of the bench, that ends when the bench ends: at {@link #close}, and, by the system's own hand, when the bench is
 * killed. Start it on a thread that lasts as long as the bench, for the system goes by that thread.
 */
final class Child implements AutoCloseable {
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Path NOWHERE = Path.of("/dev/null");

    private final String name;
    private final Path output;
    private final Process process;

    /**
     * Starts it.
     *
     * @param output takes what it says
     */
    Child(String name, Path output, List<String> command) {
        this(name, output, command, ProcessBuilder.Redirect.from(NOWHERE.toFile()));
    }

    private Child(String name, Path output, List<String> command, ProcessBuilder.Redirect input) {
        this.name = name;
        this.output = output;
        List<String> all = new ArrayList<>();
        if (Files.isExecutable(SETPRIV)) {
            all.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "TERM", "--"));
        }
        all.addAll(command);
        try {
            process = new ProcessBuilder(all).redirectErrorStream(true).redirectInput(input)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())).start();
        } catch (IOException e) {
            throw new BenchException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** Starts one that ends by itself at the end of its input, which is when the bench is gone. */
    static Child following(String name, Path output, List<String> command) {
        return new Child(name, output, command, ProcessBuilder.Redirect.PIPE);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** @throws BenchException with the end of what it said, when it has ended */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new BenchException(name + " has ended:\n" + said());
        }
    }

    /** Returns the end of what it said. */
    String said() {
        try {
            List<String> lines = Files.readAllLines(output, StandardCharsets.ISO_8859_1);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "(what it said cannot be read: " + e.getMessage() + ")";
        }
    }

    /** Ends its input and asks it to end; kills it when it does not in time. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has closed the other end, so it is ending.
        }
        boolean ended = false;
        try {
            process.destroy();
            ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            process.destroyForcibly();
        }
    }

    /** Runs a program to its end; returns what it said. @throws BenchException when it fails or takes too long */
    static String run(Duration limit, List<String> command) throws InterruptedException {
        Process process = null;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(NOWHERE.toFile()).start();
            Process started = process;
            Thread.ofVirtual().start(() -> cut(started, limit));
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new BenchException(String.join(" ", command) + " failed: " + said.strip());
            }
            return said;
        } catch (IOException e) {
            throw new BenchException(command.getFirst() + " cannot be run: " + e.getMessage(), e);
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    private static void cut(Process process, Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
