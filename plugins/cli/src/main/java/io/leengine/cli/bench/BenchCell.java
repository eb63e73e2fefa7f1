package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.engine.LocalEngine;
import io.leengine.cli.testcell.AtExit;
import io.leengine.cli.testcell.TestCellProgram;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** A test cell with fake nodes, in a folder of its own; all of it goes when this is closed. */
final class BenchCell implements AutoCloseable {
    /** Long enough that fake nodes need not speak often, which costs what is measured. */
    private static final String GRACE_SECONDS = "120";
    private static final String HEARTBEAT_SECONDS = "30";
    /** What these write for each pod or namespace nobody reads here, and it takes the processors from what is measured. */
    private static final String CONTROLLERS = "--controllers=*,-endpoints-controller,-endpointslice-controller,"
        + "-endpointslice-mirroring-controller,-root-ca-certificate-publisher-controller,-serviceaccount-controller";
    /** Else pods wait until their namespace's account is made, which one thread does for all: longer than all else takes. */
    private static final String NO_ACCOUNTS = "--disable-admission-plugins=ServiceAccount";
    /** The apiserver sorts what service accounts ask into a flow of their own; the engine is the only one there. */
    private static final Map<String, String> ENGINE = Map.of("flow_schema", "service-accounts");

    private final Path folder = Folders.create();
    private final Path cell = folder.resolve("cell");
    private final TestCellProgram program = new TestCellProgram(LocalEngine.home());
    private final Map<String, CompletableFuture<Instant>> orders = new ConcurrentHashMap<>();
    private final ReentrantLock ending = new ReentrantLock();
    private final AtExit atExit = new AtExit("bench-cell-end", this::end);
    private volatile Process nodes;
    private Writer commands;
    private boolean ended;

    /** Starts the cell and its nodes; returns the kubeconfig of the engine's account. */
    String start(int nodeCount, Consumer<String> progress) throws InterruptedException {
        program.run(List.of("up", cell.toString(), "--node-grace", GRACE_SECONDS,
            "--apiserver-arg", NO_ACCOUNTS, "--controller-manager-arg", "--node-monitor-period=5s",
            "--controller-manager-arg", CONTROLLERS), progress);
        Path kubeconfig = Path.of(program.run(List.of("grant", cell.toString(),
            LocalEngine.home().resolve("samples/kubernetes-cell/rbac.yaml").toString(), "leengine-system", "leengine"),
            progress));
        nodes = program.start(List.of("fake-nodes", cell.toString(), "--count", String.valueOf(nodeCount), "--heartbeat",
            HEARTBEAT_SECONDS, "--commands"), faults());
        commands = nodes.outputWriter(StandardCharsets.UTF_8);
        BufferedReader said = nodes.inputReader(StandardCharsets.UTF_8);
        try {
            if (said.readLine() == null) {
                throw failed("The fake nodes do not start.");
            }
            Thread.ofVirtual().name("fake-nodes").start(() -> read(said));
            return Files.readString(kubeconfig);
        } catch (IOException e) {
            throw failed("The fake nodes do not start: " + e.getMessage());
        }
    }

    private Path faults() {
        return folder.resolve("fake-nodes.log");
    }

    private CommandException failed(String what) {
        try {
            return new CommandException(ExitCode.FAILED, what + "\n" + Files.readString(faults()).strip(), "");
        } catch (IOException e) {
            return new CommandException(ExitCode.FAILED, what, "", e);
        }
    }

    private void read(BufferedReader said) {
        try {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                answered(orders, line);
            }
            end(new EOFException("The fake nodes have ended"));
        } catch (IOException e) {
            end(e);
        }
    }

    private void end(IOException why) {
        orders.values().forEach(order -> order.completeExceptionally(why));
    }

    /** Takes a line of the fake nodes, which says when something ordered was asked for; others are nobody's. */
    static void answered(Map<String, CompletableFuture<Instant>> orders, String line) {
        int end = line.lastIndexOf(' ');
        CompletableFuture<Instant> order = end < 0 ? null : orders.remove(line.substring(0, end));
        if (order == null) {
            return;
        }
        String micros = line.substring(end + 1);
        if (micros.matches("\\d{1,18}")) {
            order.complete(Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS));
        } else {
            order.completeExceptionally(new IOException("The fake nodes answer: " + line));
        }
    }

    /** Makes a pod ready or unready; gives when the node asked the apiserver to take that, once it has. */
    CompletableFuture<Instant> turn(String namespace, String pod, boolean ready) {
        String command = (ready ? "ready " : "unready ") + namespace + " " + pod;
        CompletableFuture<Instant> order = new CompletableFuture<>();
        orders.put(command, order);
        try {
            synchronized (this) {
                commands.write(command + "\n");
                commands.flush();
            }
        } catch (IOException e) {
            throw failed("The fake nodes have ended: " + e.getMessage());
        }
        return order;
    }

    /** Returns how many requests the engine has sent to the apiserver since that was started. */
    long engineRequests() throws InterruptedException {
        List<String> lines = new ArrayList<>();
        program.run(List.of("get", cell.toString(), "/metrics"), lines::add);
        return (long) new PrometheusText(lines).sum("apiserver_flowcontrol_dispatched_requests_total", ENGINE);
    }

    @Override
    public void close() {
        end();
        atExit.cancel();
    }

    /** Whoever comes second, when a signal ends the bench while it ends by itself, waits for the first. */
    private void end() {
        ending.lock();
        try {
            if (ended) {
                return;
            }
            ended = true;
            program.interrupt();
            Process running = nodes;
            if (running != null) {
                TestCellProgram.end(running);
            }
            program.down(cell);
            Folders.delete(folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CommandException | IOException e) {
            System.err.println("leengine: the test cell in " + cell + " is left: " + e.getMessage()
                + "; end it with: leengine testcell down " + cell);
        } finally {
            ending.unlock();
        }
    }
}
