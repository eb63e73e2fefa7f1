package io.leengine.cli.demo;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.testcell.AtExit;
import io.leengine.cli.testcell.TestCellProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final String OWN = "demo-";
    private static final List<String> NAMES = List.of(OWN + "k8s-a", OWN + "k8s-b");

    private final Path home;
    private final Path data;
    private final List<Path> given;
    private final TestCellProgram program;
    private final List<Path> started = new ArrayList<>();
    private final ReentrantLock stopping = new ReentrantLock();
    private volatile Optional<AtExit> atExit = Optional.empty();

    /**
     * @param home the distribution's folder
     * @param data where the demo keeps what it remembers, and the test cells have their folders
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
    public void check(ApiClient api) {
        NAMES.forEach(name -> part(name).check(api));
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
                part(cell.getKey()).put(api, PLUGIN, Map.of("kubeconfig", Files.readString(cell.getValue())));
            }
            for (String name : NAMES) {
                part(name).awaitUp(steps, api);
            }
            return String.join(", ", NAMES) + " are up";
        });
    }

    private DemoPart part(String name) {
        return new DemoPart(data, "scheduler", name);
    }

    private Map<String, Path> start(Steps steps) throws InterruptedException {
        atExit = Optional.of(AtExit.told("kubernetes-cells-end", this::end));
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
        // The system limits the length of what a node's parts are named by.
        String cell = name.substring(OWN.length());
        Path folder = data.resolve("cells").resolve(cell);
        synchronized (started) {
            started.add(folder);
        }
        program.run(List.of("up", folder.toString(), "--size", "node", "--name", cell, "--label",
            "topology.kubernetes.io/zone=" + cell), line -> steps.progress(name + ": " + line));
        return Path.of(program.run(List.of("grant", folder.toString(),
            home.resolve("samples/kubernetes-cell/rbac.yaml").toString(), "leengine-system", "leengine"),
            line -> steps.progress(name + ": rights")));
    }

    @Override
    public List<String> names(ApiClient api) {
        return NAMES;
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
        NAMES.forEach(name -> part(name).delete(api));
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
