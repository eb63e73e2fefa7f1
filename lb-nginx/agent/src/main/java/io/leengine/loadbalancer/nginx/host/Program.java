package io.leengine.loadbalancer.nginx.host;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Runs the nginx program itself, for what it does and ends: to test a configuration, to become a daemon, to send a signal. */
final class Program {
    private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(10);

    private final NginxSettings settings;
    private final Folder folder;

    Program(NginxSettings settings, Folder folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /**
     * What a run has brought.
     *
     * @param exitCode its exit code
     * @param output what it said
     */
    record Result(int exitCode, String output) {
        boolean ok() {
            return exitCode == 0;
        }

        /** Returns the words that matter: what nginx calls an emergency or an alert, else everything. */
        String words() {
            String said = output.lines().filter(line -> line.contains("[emerg]") || line.contains("[alert]"))
                .map(line -> line.substring(line.indexOf('[')).strip()).findFirst().orElse(output.strip());
            return said.isEmpty() ? "nginx ended with the code " + exitCode + "." : said;
        }
    }

    /** Tests a configuration. */
    Result test(Path configuration) throws InterruptedException {
        return run(settings.reloadLimit(), "-t", "-q", "-c", configuration.toString());
    }

    /** Starts a master that goes on by itself. */
    Result start() throws InterruptedException {
        return run(settings.reloadLimit(), "-c", folder.configuration().toString());
    }

    /**
     * Sends a signal to one process: nginx does that itself, given a configuration that holds no more than where the
     * process id is to be read.
     *
     * @param signal {@code reload}, {@code quit}, {@code stop} or {@code reopen}
     */
    Result signal(String signal, long pid) throws InterruptedException {
        Path given = folder.run().resolve("signal-" + signal + ".conf");
        Path number = folder.run().resolve("signal-" + signal + ".pid");
        folder.write(number, pid + "\n");
        folder.write(given, "pid " + number + ";\nerror_log " + folder.errorLog() + ";\nevents {\n}\n");
        return run(SIGNAL_LIMIT, "-s", signal, "-c", given.toString());
    }

    private Result run(Duration limit, String... arguments) throws InterruptedException {
        List<String> all = new ArrayList<>(List.of(settings.program().toString(), "-p", folder.root() + "/", "-e",
            folder.errorLog().toString()));
        all.addAll(List.of(arguments));
        Process process = begin(all);
        AtomicReference<String> output = new AtomicReference<>("");
        Thread reader = Thread.ofVirtual().name("nginx-output").start(() -> read(process, output));
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) || !reader.join(limit)) {
                throw new EngineException(ErrorCode.TIMEOUT, "nginx " + String.join(" ", arguments)
                    + " did not end within " + limit.toSeconds() + " s.");
            }
            return new Result(process.exitValue(), output.get());
        } finally {
            process.destroyForcibly();
        }
    }

    private Process begin(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // A daemon takes nothing along from who started it, NGINX above all, by which it would inherit sockets.
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "nginx cannot be run: " + e.getMessage(), e)
                .withNextStep("Install nginx with its Lua module, or say where the program is.");
        }
    }

    private static void read(Process process, AtomicReference<String> output) {
        try {
            output.set(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            output.set("Its output cannot be read: " + e.getMessage());
        }
    }
}
