package io.leengine.cli.demo;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.engine.LocalEngine;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.testcell.AtExit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A group of two nginx hosts on this machine's loopback, told over an etcd of the demo's own: each a process of the agent's
 * distribution, as on a host of its own.
 */
public final class NginxGroup implements Group {
    /** Instances on this machine, and pods of cells on it. */
    private static final String RANGES = "127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16";
    private static final List<String> NAMES = List.of("one", "two");
    private static final Duration END = Duration.ofSeconds(10);

    private final AgentProgram agent;
    private final DemoPart bus;
    private final DemoPart group;
    private final ReentrantLock stopping = new ReentrantLock();
    private final List<Host> hosts = new ArrayList<>();
    private volatile Optional<Path> folder = Optional.empty();
    private volatile Optional<DemoEtcd> etcd = Optional.empty();
    private volatile Optional<AtExit> atExit = Optional.empty();

    /**
     * An nginx host.
     *
     * @param settings the file with its settings
     * @param log what its agent says
     */
    private record Host(String name, String address, Path settings, Path log, Process agent) {
    }

    /**
     * @param agent the folder of the agent's distribution
     * @param data where the demo keeps what it remembers
     */
    public NginxGroup(Path agent, Path data) {
        this.agent = new AgentProgram(agent);
        this.bus = new DemoPart(data, "bus", "demo-etcd");
        this.group = new DemoPart(data, "load-balancer", "demo-nginx");
    }

    @Override
    public void check() throws InterruptedException {
        DemoEtcd.check();
        agent.check();
    }

    @Override
    public void check(ApiClient api) {
        bus.check(api);
        group.check(api);
    }

    @Override
    public void prepare(Steps steps, ApiClient api) throws Exception {
        steps.step("start etcd and two nginx hosts", () -> start(steps));
        steps.step("add them to the platform", () -> {
            bus.put(api, "io.leengine.bus.etcd", Map.of("endpoints", etcd.orElseThrow().address()));
            group.put(api, "io.leengine.loadbalancer.nginx", Map.of("bus", bus.name(), "ranges", RANGES));
            group.awaitUp(steps, api);
            return "group " + group.name() + " is up, told over bus " + bus.name();
        });
    }

    private String start(Steps steps) throws IOException, InterruptedException {
        atExit = Optional.of(AtExit.told("nginx-group-end", this::end));
        Path made = Files.createTempDirectory("leengine-demo-");
        // nginx' workers may be of another user, and have to pass.
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx--x--x"));
        folder = Optional.of(made);
        steps.progress("etcd");
        etcd = Optional.of(DemoEtcd.start(made.resolve("etcd")));
        for (String name : NAMES) {
            String address = "127.0.0.1:" + DemoEtcd.freePort();
            Path settings = made.resolve(name + "-settings/agent.properties");
            Path log = made.resolve(name + ".log");
            Process process = agent.start(List.of("join", "--group", group.name(), "--name", name, "--etcd",
                etcd.orElseThrow().address(), "--listen", address, "--metrics=", "--workers", "2", "--folder",
                made.resolve(name).toString(), "--settings", settings.toString()), log);
            synchronized (hosts) {
                hosts.add(new Host(name, address, settings, log, process));
            }
        }
        for (Host host : hosts) {
            agent.awaitServing(host.agent(), host.address(), host.log(), steps);
        }
        return String.join(", ", hosts.stream().map(Host::address).toList()) + ", in " + made;
    }

    @Override
    public String name() {
        return group.name();
    }

    @Override
    public List<String> addresses(LocalEngine engine) {
        return hosts.stream().map(Host::address).toList();
    }

    @Override
    public void end(ApiClient api) {
        group.delete(api);
        bus.delete(api);
    }

    @Override
    public List<String> left() {
        // Not in time: they are ended at this moment.
        return atExit.map(AtExit::cancel).orElse(true) ? commands() : List.of();
    }

    private List<String> commands() {
        List<String> commands = new ArrayList<>();
        synchronized (hosts) {
            hosts.forEach(host -> commands.add(agent.script() + " leave --settings " + host.settings()));
        }
        etcd.ifPresent(each -> commands.add("kill " + each.pid()));
        folder.ifPresent(each -> commands.add("rm -r " + each));
        return commands;
    }

    @Override
    public void stop() throws InterruptedException {
        end();
        atExit.ifPresent(AtExit::cancel);
    }

    private void end() throws InterruptedException {
        stopping.lockInterruptibly();
        try {
            List<String> failures = new ArrayList<>();
            List<Host> all;
            synchronized (hosts) {
                all = List.copyOf(hosts);
            }
            for (Host host : all) {
                end(host).ifPresent(failures::add);
            }
            if (!failures.isEmpty()) {
                throw new CommandException(ExitCode.FAILED, "An nginx host of the demo did not end. "
                    + String.join("\n", failures), "End it with: " + String.join("; ", commands()));
            }
            if (etcd.isPresent()) {
                etcd.get().end();
                etcd = Optional.empty();
            }
            if (folder.isPresent()) {
                delete(folder.get());
                folder = Optional.empty();
            }
        } finally {
            stopping.unlock();
        }
    }

    /** Returns why it did not end; empty when it did. */
    private Optional<String> end(Host host) throws InterruptedException {
        try {
            if (Files.exists(host.settings())) {
                agent.run(List.of("leave", "--limit", Long.toString(END.toSeconds()), "--settings", host.settings().toString()));
            } else {
                // It has not joined yet.
                agent.end(host.agent());
            }
            synchronized (hosts) {
                hosts.remove(host);
            }
            return Optional.empty();
        } catch (CommandException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "The demo's folder cannot be deleted: " + e, "rm -r " + folder, e);
        }
    }
}
