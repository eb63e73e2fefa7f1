package io.leengine.cli.demo;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.Answer;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.http.ApiException;
import io.leengine.cli.testcell.AtExit;
import io.leengine.cli.testcell.TestCellProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Two Kubernetes cells: clusters somebody has, or two test cells with a node each, which are started for the demo. */
public final class KubernetesCells implements Cells {
    private static final String PLUGIN = "io.leengine.scheduler.k8s";
    private static final List<String> NAMES = List.of("k8s-a", "k8s-b");
    private static final Duration HEALTHY = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 100;
    private static final int NOT_FOUND = 404;

    private final Path home;
    private final Path data;
    private final List<Path> given;
    private final TestCellProgram program;
    private final List<Path> started = new ArrayList<>();
    private final ReentrantLock stopping = new ReentrantLock();
    private volatile Optional<AtExit> atExit = Optional.empty();

    /**
     * @param home the distribution's folder
     * @param data where the test cells have theirs
     * @param given kubeconfigs of two clusters; none has two test cells started
     */
    public KubernetesCells(Path home, Path data, List<Path> given) {
        if (!given.isEmpty() && given.size() != NAMES.size()) {
            throw new CommandException(ExitCode.USAGE, "The demo needs two clusters.", "Give --kubeconfig twice, or not at all.");
        }
        given.stream().filter(file -> !Files.isRegularFile(file) || !Files.isReadable(file)).findFirst().ifPresent(file -> {
            throw new CommandException(ExitCode.USAGE, "The kubeconfig " + file + " cannot be read.",
                "Name a file with --kubeconfig that you may read.");
        });
        this.home = home;
        this.data = data;
        this.given = List.copyOf(given);
        this.program = new TestCellProgram(home);
    }

    @Override
    public void prepare(Steps steps, ApiClient api) throws Exception {
        Map<String, Path> kubeconfigs = new LinkedHashMap<>();
        if (given.isEmpty()) {
            steps.step("start two Kubernetes cells", () -> {
                kubeconfigs.putAll(start(steps));
                return String.join(", ", kubeconfigs.keySet());
            });
        } else {
            for (int i = 0; i < NAMES.size(); i++) {
                kubeconfigs.put(NAMES.get(i), given.get(i));
            }
        }
        steps.step("add them to the platform", () -> {
            for (Map.Entry<String, Path> cell : kubeconfigs.entrySet()) {
                add(api, cell.getKey(), Files.readString(cell.getValue()));
            }
            return awaitHealthy(steps, api);
        });
    }

    private Map<String, Path> start(Steps steps) throws InterruptedException {
        atExit = Optional.of(new AtExit("kubernetes-cells-end", this::stopAtExit));
        Map<String, Path> kubeconfigs = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, Future<Path>> starting = new LinkedHashMap<>();
            NAMES.forEach(name -> starting.put(name, threads.submit(() -> start(steps, name))));
            for (Map.Entry<String, Future<Path>> each : starting.entrySet()) {
                kubeconfigs.put(each.getKey(), each.getValue().get());
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CommandException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
        return kubeconfigs;
    }

    private Path start(Steps steps, String name) throws InterruptedException {
        Path folder = data.resolve("cells").resolve(name);
        synchronized (started) {
            started.add(folder);
        }
        program.run(List.of("up", folder.toString(), "--size", "node", "--name", name, "--label",
            "topology.kubernetes.io/zone=" + name), line -> steps.progress(name + ": " + line));
        return Path.of(program.run(List.of("grant", folder.toString(),
            home.resolve("samples/kubernetes-cell/rbac.yaml").toString(), "leengine-system", "leengine"),
            line -> steps.progress(name + ": rights")));
    }

    private static void add(ApiClient api, String name, String kubeconfig) {
        Map<String, Object> part = Map.of("plugin", PLUGIN, "settings", Map.of("kubeconfig", kubeconfig));
        try {
            Answer before = api.get("/parts/scheduler/" + name);
            api.send("PUT", "/parts/scheduler/" + name, Optional.of(part), Map.of("If-Match", before.etag().orElse("*")));
        } catch (ApiException e) {
            if (e.problem().status() != NOT_FOUND) {
                throw e;
            }
            Map<String, Object> fresh = new LinkedHashMap<>(part);
            fresh.put("seam", "scheduler");
            fresh.put("name", name);
            api.post("/parts", fresh);
        }
    }

    private String awaitHealthy(Steps steps, ApiClient api) throws InterruptedException {
        long deadline = System.nanoTime() + HEALTHY.toNanos();
        String waits = waits(api);
        while (!waits.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new CommandException(ExitCode.FAILED, "A cell does not come up: " + waits, "leengine cells list");
            }
            steps.progress(waits);
            Thread.sleep(POLL_MILLIS);
            waits = waits(api);
        }
        return String.join(", ", NAMES) + " are up";
    }

    private static String waits(ApiClient api) {
        for (String name : NAMES) {
            JsonNode part = api.get("/parts/scheduler/" + name).body();
            if (!"UP".equals(part.path("health").path("state").asString(""))) {
                return name + ": " + part.path("health").path("message").asString("not there yet");
            }
        }
        return "";
    }

    @Override
    public List<String> names(ApiClient api) {
        return NAMES;
    }

    /** Whoever presses Ctrl-C is not left with clusters that nobody has told of. */
    private void stopAtExit() {
        try {
            end();
        } catch (CommandException e) {
            System.err.println("leengine: " + e.getMessage() + "\n  " + e.nextStep());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A pod's processes are this machine's where a test cell runs; the container's host name is the pod's. */
    @Override
    public Optional<String> kill(JsonNode instance) {
        String id = instance.path("id").asString();
        if (!given.isEmpty()) {
            return Optional.empty();
        }
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            ProcessHandle process = all.filter(each -> isOf(each.pid(), id)).findFirst().orElseThrow(() ->
                new CommandException(ExitCode.FAILED, "No process of " + id + " was found.", "The demo must run as root."));
            return Optional.of(InstanceProcess.kill(process.pid(), id));
        }
    }

    private static boolean isOf(long pid, String pod) {
        try {
            String environment = Files.readString(Path.of("/proc", String.valueOf(pid), "environ"), StandardCharsets.ISO_8859_1);
            return (environment + "\0").contains("HOSTNAME=" + pod + "\0");
        } catch (IOException e) {
            return false; // it has ended, or is another's
        }
    }

    @Override
    public void end(ApiClient api) {
        for (String name : NAMES) {
            try {
                api.send("DELETE", "/parts/scheduler/" + name, Optional.empty(), Map.of());
            } catch (ApiException e) {
                if (e.problem().status() != NOT_FOUND) {
                    throw e;
                }
            }
        }
    }

    @Override
    public int cpuMillis() {
        return 300;
    }

    @Override
    public List<String> left() {
        // Not in time: they are ended at this moment.
        return atExit.map(AtExit::cancel).orElse(true) ? commands() : List.of();
    }

    private List<String> commands() {
        synchronized (started) {
            return started.stream().map(folder -> "leengine testcell down " + folder).toList();
        }
    }

    @Override
    public void stop() throws InterruptedException {
        end();
        atExit.ifPresent(AtExit::cancel);
    }

    private void end() throws InterruptedException {
        stopping.lockInterruptibly();
        try {
            program.interrupt();
            List<String> failures = new ArrayList<>();
            List<Path> cells;
            synchronized (started) {
                cells = List.copyOf(started);
            }
            for (Path cell : cells) {
                end(cell).ifPresent(failures::add);
            }
            if (!failures.isEmpty()) {
                throw new CommandException(ExitCode.FAILED, "A Kubernetes cell of the demo did not end. "
                    + String.join("\n", failures), "End it with: " + String.join("; ", commands()));
            }
        } finally {
            stopping.unlock();
        }
    }

    /** Returns why it did not end; empty when it did. */
    private Optional<String> end(Path cell) throws InterruptedException {
        try {
            program.down(cell);
            synchronized (started) {
                started.remove(cell);
            }
            return Optional.empty();
        } catch (CommandException e) {
            return Optional.of(e.getMessage());
        }
    }
}
