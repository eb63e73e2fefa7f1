package io.leengine.loadbalancer.nginx.bench;

import io.leengine.loadbalancer.nginx.BusGroup;
import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.Upstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A group with many domains and one nginx host with its agent, told as the engine tells it: over the bus, on etcd. */
final class MeasuredHost implements AutoCloseable {
    static final List<String> AGENT_MEMORY = List.of("-XX:+UseSerialGC", "-Xmx256m");
    private static final Duration CALL = Duration.ofSeconds(60);
    private static final Duration START = Duration.ofMinutes(3);
    private static final int AT_ONCE = 32;

    private final Path folder;
    private final String etcd;
    private final String name;
    private final Domains domains;
    private final Backends backends;
    private final BusGroup group;
    private final int port = Ports.free();
    private Child agent;

    MeasuredHost(Path folder, BenchEtcd etcd, Domains domains, Backends backends) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.etcd = etcd.address();
        this.name = "bench-" + domains.count();
        this.domains = domains;
        this.backends = backends;
        this.group = new BusGroup(name, List.of("127.0.0.0/8"), etcd.bus());
    }

    static CallContext context() {
        return CallContext.of("bench", CALL);
    }

    /** States all domains, each with the old instance alone; no host is there yet. */
    void state() throws InterruptedException {
        List<Future<?>> calls = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());
        try {
            domains.all().forEach(host -> calls.add(threads.submit(() -> {
                service().applyDomain(context(), DomainSpec.of(host));
                service().applyUpstreams(context(), host, backends.before());
                return null;
            })));
            for (Future<?> call : calls) {
                call.get();
            }
        } catch (ExecutionException e) {
            throw new BenchException("The domains cannot be stated: " + e.getCause().getMessage(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    LoadBalancer service() {
        return group.service();
    }

    /** Starts the host from nothing; returns how long it was until a domain was answered, in milliseconds. */
    double start() throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        command.addAll(AGENT_MEMORY);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), AgentProcess.class.getName(), etcd,
            BenchEtcd.PREFIX, name, String.valueOf(port), nginx().toString()));
        long began = System.nanoTime();
        agent = Child.following("The agent", folder.resolve("agent.log"), command);
        Asking.until(address(), domains.name(domains.count() - 1), "/", Backends.OLD, START, agent::requireAlive);
        double took = (System.nanoTime() - began) / 1e6;
        while (service().status(context()).hosts().isEmpty()) {
            agent.requireAlive();
            Thread.sleep(10);
        }
        // Done only when the host confirms, so it has come to rest.
        service().applyUpstreams(context(), domains.name(0), backends.before());
        return took;
    }

    /** Returns nginx's folder. */
    Path nginx() {
        return folder.resolve("nginx");
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    Domains domains() {
        return domains;
    }

    /**
     * What a new instance took, in milliseconds.
     *
     * @param served until it answered its first request
     * @param confirmed until the group said that every worker goes by it
     */
    record Change(double served, double confirmed) {
    }

    /** Has another instance become ready; then takes it away again. */
    Change firstRequest(int index) throws InterruptedException {
        String host = domains.name(index);
        long began = System.nanoTime();
        Call call = new Call(() -> service().applyUpstreams(context(), host, backends.after()));
        Asking.until(address(), host, "/", Backends.NEW, CALL, agent::requireAlive);
        double served = (System.nanoTime() - began) / 1e6;
        Change change = new Change(served, (call.await() - began) / 1e6);
        service().applyUpstreams(context(), host, backends.before());
        return change;
    }

    /** Changes a domain's instances; returns when every worker goes by them. */
    void change(int index, boolean both) throws InterruptedException {
        List<Upstream> upstreams = both ? backends.after() : backends.before();
        service().applyUpstreams(context(), domains.name(index), upstreams);
    }

    /** A call on a thread of its own. */
    private static final class Call {
        private final Thread thread;
        private volatile long ended;
        private volatile EngineException failure;

        Call(Interruptible call) {
            thread = Thread.ofVirtual().start(() -> {
                try {
                    call.run();
                } catch (EngineException e) {
                    failure = e;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                ended = System.nanoTime();
            });
        }

        /** Returns when it was done. */
        long await() throws InterruptedException {
            thread.join();
            if (failure != null) {
                throw failure;
            }
            return ended;
        }
    }

    /** A call that may wait. */
    private interface Interruptible {
        void run() throws InterruptedException;
    }

    /** Returns the agent's own memory, in MiB. */
    double agentMebibytes() {
        return Memory.mebibytes(List.of(agent.pid()));
    }

    /** Returns the memory of nginx's master and workers, in MiB. */
    double nginxMebibytes() {
        return Memory.mebibytes(Memory.family(master()));
    }

    int workers() {
        return Memory.children(master()).size();
    }

    /** It is there as long as nginx's master is. */
    private Path pidFile() {
        return nginx().resolve("run/nginx.pid");
    }

    private long master() {
        try {
            return Long.parseLong(Files.readString(pidFile()).strip());
        } catch (IOException e) {
            throw new BenchException("nginx's process id cannot be read: " + e.getMessage(), e);
        }
    }

    /** Ends the agent, which ends nginx; where the agent was killed, ends nginx itself. */
    @Override
    public void close() {
        if (agent != null) {
            agent.close();
            if (Files.exists(pidFile())) {
                ProcessHandle.of(master()).ifPresent(ProcessHandle::destroy);
            }
        }
        group.close();
    }
}
