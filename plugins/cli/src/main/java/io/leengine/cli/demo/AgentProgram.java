package io.leengine.cli.demo;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs the program of the agent's distribution. */
final class AgentProgram {
    private static final Duration SERVES = Duration.ofSeconds(60);
    private static final Duration COMMAND = Duration.ofSeconds(90);
    private static final Duration END = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final long POLL_MILLIS = 50;

    private final Path home;

    /** @param home the folder of the agent's distribution */
    AgentProgram(Path home) {
        this.home = home;
    }

    Path script() {
        return home.resolve("bin/leengine-agent");
    }

    /** Fails where it, nginx, or nginx' Lua module is not there. */
    void check() throws InterruptedException {
        if (!Files.isExecutable(script())) {
            throw new CommandException(ExitCode.USAGE, "The agent of nginx hosts is not at " + home + ".",
                "Unpack leengine-agent-VERSION.tar.gz beside this distribution, or name its folder with --agent.");
        }
        run(List.of("check"));
    }

    /** Begins a command that runs on, in a session of its own. */
    Process start(List<String> arguments, Path log) {
        try {
            return new ProcessBuilder(command("setsid", arguments)).redirectErrorStream(true)
                .redirectInput(new File("/dev/null")).redirectOutput(log.toFile()).start();
        } catch (IOException e) {
            throw failed(e.toString(), e);
        }
    }

    private List<String> command(String within, List<String> arguments) {
        List<String> command = new ArrayList<>(within.isEmpty() ? List.of() : List.of(within));
        command.add(script().toString());
        command.addAll(arguments);
        return command;
    }

    private static CommandException failed(String why, Exception cause) {
        return new CommandException(ExitCode.FAILED, "The agent of an nginx host: " + why, "", cause);
    }

    /** Runs a command to its end. */
    void run(List<String> arguments) throws InterruptedException {
        try {
            Path output = Files.createTempFile("leengine-demo-", ".out");
            Process process = new ProcessBuilder(command("", arguments)).redirectErrorStream(true)
                .redirectInput(new File("/dev/null")).redirectOutput(output.toFile()).start();
            try {
                boolean ended = process.waitFor(COMMAND.toSeconds(), TimeUnit.SECONDS);
                if (!ended || process.exitValue() != 0) {
                    throw failed(Files.readString(output, StandardCharsets.UTF_8).strip(), null);
                }
            } finally {
                process.destroyForcibly();
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw failed(e.toString(), e);
        }
    }

    /** Ends one that has not joined. */
    void end(Process agent) throws InterruptedException {
        agent.destroy();
        if (!agent.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
            agent.destroyForcibly();
        }
    }

    /** Waits until a host answers: its nginx does once the agent has told it what is wanted. */
    void awaitServing(Process agent, String address, Path log, Steps steps) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + SERVES.toNanos();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/")).timeout(ANSWER).build();
            while (answer(http, request).isEmpty()) {
                if (!agent.isAlive() || System.nanoTime() > deadline) {
                    throw failed("nginx does not serve at " + address + ": " + Files.readString(log).strip(), null);
                }
                steps.progress("nginx at " + address);
                Thread.sleep(POLL_MILLIS);
            }
        }
    }

    private static Optional<Integer> answer(HttpClient http, HttpRequest request) throws InterruptedException {
        try {
            return Optional.of(http.send(request, BodyHandlers.discarding()).statusCode());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
