package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An nginx host on loopback, by the agent's own distribution. */
final class NginxHostProcess {
    static final Path HOME = Path.of(System.getProperty("leengine.agent"));
    private static final String SCRIPT = HOME.resolve("bin/leengine-agent").toString();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern NGINX = Pattern.compile("nginx   process ([0-9]+)");

    private final Path folder;
    private final String name;
    private final String address;
    private Process agent;

    /** @param folder of all that it has, short enough for a socket */
    NginxHostProcess(Path folder, String name) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.name = name;
        this.address = "127.0.0.1:" + SecureEtcd.freePort();
        // nginx' workers are of another user where this is root's.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    /** What a command came to. */
    record Result(int exitCode, String said) {
    }

    String address() {
        return address;
    }

    Path settings() {
        return folder.resolve("settings/agent.properties");
    }

    /** Joins a group, in the foreground; returns when nginx answers. */
    void join(List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of(SCRIPT, "join", "--name", name, "--listen", address, "--metrics=",
                "--workers", "2", "--folder", folder.resolve("state").toString(), "--settings", settings().toString()));
        command.addAll(options);
        begin(command);
        awaitServing();
    }

    /** Runs the agent again; returns when it says that it does. */
    void run() throws Exception {
        begin(List.of(SCRIPT, "run", "--settings", settings().toString()));
        awaitRunning();
    }

    private void begin(List<String> command) throws IOException {
        agent = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
    }

    private Path log() {
        return folder.resolve("log");
    }

    String said() throws IOException {
        return Files.readString(log());
    }

    private void awaitServing() throws Exception {
        Await.until("nginx of host " + name, LIMIT, () -> {
            if (!agent.isAlive()) {
                throw new AssertionError("the agent ended: " + said());
            }
            return nginx().isPresent() ? Optional.empty() : Optional.of(said());
        });
    }

    void awaitRunning() throws Exception {
        Await.until("the agent of host " + name, LIMIT, () -> Await.unless(status().said().contains("agent   process "
                + agent.pid()), said()));
    }

    /** Ends the agent as a failing framework would; nginx goes on. */
    void killAgent() throws InterruptedException {
        agent.destroyForcibly().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Waits until the agent has ended by itself, and returns its exit code. */
    int awaitAgentsEnd() throws Exception {
        assertEquals(true, agent.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), said());
        return agent.exitValue();
    }

    Result status() throws Exception {
        return command("status");
    }

    /** Returns the process of nginx' master. */
    Optional<Long> nginx() throws Exception {
        Matcher found = NGINX.matcher(status().said());
        return found.find() ? Optional.of(Long.parseLong(found.group(1))) : Optional.empty();
    }

    /** Returns the lines about bundles, which are their names, versions, states and when they were changed. */
    List<String> bundles() throws Exception {
        return status().said().lines().filter(line -> line.startsWith("bundle ")).toList();
    }

    /** Runs a command of the agent's program on this host to its end. */
    Result command(String command, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(SCRIPT, command));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--settings", settings().toString()));
        return program(all);
    }

    /** Runs a program to its end. */
    static Result program(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes());
            assertEquals(true, process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), said);
            return new Result(process.exitValue(), said);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Ends all of it that is left. */
    void end() throws Exception {
        Optional<Long> nginx = Files.exists(settings()) ? nginx() : Optional.empty();
        if (agent != null) {
            killAgent();
        }
        nginx.flatMap(ProcessHandle::of).ifPresent(each -> {
            each.destroy();
            each.onExit().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        });
    }
}
