package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A process that lives on its own: in a session of its own, so that neither the end of this program nor a key pressed in its
 * terminal ends it. What it is is kept in a file (its number with its start time, since numbers are given again), so that another
 * program can end it.
 */
final class CellProcess implements CellPart {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    /**
     * Waits for the word that it has been recorded, and else ends; then it becomes its arguments, which no shell reads. With the
     * umask of a service: under one that keeps files from others, containerd makes root folders that only root may enter.
     */
    private static final List<String> RECORDED_FIRST =
        List.of("/bin/sh", "-c", "read -r word && [ \"$word\" = go ] && umask 022 && exec \"$@\" </dev/null", "gate");
    private static final byte[] GO = "go\n".getBytes(StandardCharsets.US_ASCII);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration KILLED = Duration.ofSeconds(10);

    private final String name;
    private final StartGate gate;
    private final Path file;
    private final Path log;
    private final Duration grace;
    private final Duration startTimeout;
    private final Deadline.Question ready;

    /**
     * A process that may be started, or that was by another program.
     *
     * @param gate         what it has to pass to be started
     * @param grace        how long it may take to end when told to; it is killed then
     * @param startTimeout how long it may take until it answers
     * @param ready        whether it answers
     */
    CellProcess(CellFolder folder, String name, StartGate gate, Duration grace, Duration startTimeout, Deadline.Question ready) {
        this.name = name;
        this.gate = gate;
        this.grace = grace;
        this.startTimeout = startTimeout;
        this.ready = ready;
        file = folder.run().resolve(name + ".json");
        log = folder.log().resolve(name + ".log");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Path log() {
        return log;
    }

    /** Whether it was started once. */
    boolean known() {
        return Files.exists(file);
    }

    @Override
    public boolean alive() {
        return recorded().filter(ProcessIdentity::alive).isPresent();
    }

    /** Starts a command and returns at once. */
    void launch(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        gate.pass(() -> {
            run(command, environment);
            return null;
        });
    }

    /** Nothing of the command runs before it is recorded: should this program be killed in between, there is nothing to end. */
    private void run(List<String> command, Map<String, String> environment) throws IOException {
        var detached = new ArrayList<>(List.of(Programs.need("setsid", "util-linux").toString()));
        detached.addAll(RECORDED_FIRST);
        detached.addAll(command);
        var builder = new ProcessBuilder(detached).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (OutputStream word = process.getOutputStream()) {
            record(process, command, environment);
            word.write(GO);
        }
    }

    private void record(Process process, List<String> command, Map<String, String> environment) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("pid", process.pid()).put("started", ProcessIdentity.of(process.pid()).map(ProcessIdentity::started).orElse(0L));
        command.forEach(json.putArray("command")::add);
        environment.forEach(json.putObject("environment")::put);
        OwnFiles.write(file, json.toPrettyString());
    }

    /** Waits until it answers. @throws TestCellException when it ends before, or takes too long; with the end of its log. */
    void awaitReady() throws InterruptedException {
        await(ready);
    }

    /** Waits until something is so that comes from it, as {@link #awaitReady} does. */
    void await(Deadline.Question question) throws InterruptedException {
        new Deadline(startTimeout).await(POLL, () -> {
            if (question.isSo()) {
                return true;
            }
            if (!alive()) {
                throw new TestCellException(name + " ended while it was started. The end of " + log + ":\n" + logEnd());
            }
            return false;
        }, () -> name + " does not answer. The end of " + log + ":\n" + logEnd());
    }

    @Override
    public void start() throws InterruptedException {
        if (!alive()) {
            try {
                JsonNode json = JSON.readTree(Files.readString(file));
                var environment = new TreeMap<String, String>();
                json.path("environment").properties().forEach(it -> environment.put(it.getKey(), it.getValue().asString()));
                launch(json.path("command").valueStream().map(JsonNode::asString).toList(), environment);
            } catch (IOException e) {
                throw new TestCellException("cannot start " + name + " again: " + e, e);
            }
        }
        awaitReady();
    }

    @Override
    public void stop() throws InterruptedException {
        var process = recorded().filter(ProcessIdentity::alive);
        if (process.isEmpty()) {
            return;
        }
        process.get().signal("TERM");
        // One that is paused hears it only when it goes on.
        process.get().signal("CONT");
        var deadline = new Deadline(grace);
        while (process.get().alive() && !deadline.passed()) {
            Thread.sleep(POLL);
        }
        kill();
    }

    @Override
    public void kill() throws InterruptedException {
        var process = recorded();
        if (process.isPresent()) {
            process.get().signal("KILL");
            new Deadline(KILLED).await(POLL, () -> !process.get().alive(), () -> name + " does not end when killed");
        }
    }

    @Override
    public void pause() throws InterruptedException {
        needed().signal("STOP");
    }

    @Override
    public void resume() throws InterruptedException {
        needed().signal("CONT");
    }

    private ProcessIdentity needed() {
        return recorded().filter(ProcessIdentity::alive).orElseThrow(() -> new TestCellException(name + " does not run; start it"));
    }

    private Optional<ProcessIdentity> recorded() {
        try {
            JsonNode json = JSON.readTree(Files.readString(file));
            return Optional.of(new ProcessIdentity(json.path("pid").asLong(), json.path("started").asLong()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String logEnd() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "(not readable: " + e + ")";
        }
    }
}
