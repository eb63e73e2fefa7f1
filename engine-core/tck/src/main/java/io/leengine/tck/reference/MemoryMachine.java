package io.leengine.tck.reference;

import com.sun.net.httpserver.HttpServer;
import io.leengine.model.Endpoint;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.InstanceLogs.Line;
import io.leengine.spi.scheduler.InstanceTemplate;
import io.leengine.spi.scheduler.NamespaceEvents.Event;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What a {@link MemoryScheduler} runs things on, and what it was told; it outlives the scheduler. */
public final class MemoryMachine {
    static final String NODE = "memory";
    static final long MEMORY = 1L << 36;

    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();
    final TreeMap<String, NamespaceSpec> namespaces = new TreeMap<>();
    final TreeMap<VersionKey, VersionSpec> versions = new TreeMap<>();
    final TreeMap<String, Running> running = new TreeMap<>();
    final Map<String, List<Event>> events = new HashMap<>();
    long changes;
    private int ids;

    /** Makes a machine on which nothing runs. */
    public MemoryMachine() {
        // Nothing to set.
    }

    /** An instance: its server, and what it printed. */
    record Running(Instance instance, InstanceTemplate template, HttpServer server, List<Line> log) {
    }

    /** Makes what runs what is stated; those that are named go first, then the youngest. Under the lock. */
    void reconcile(List<String> retire) {
        for (Running one : List.copyOf(running.values())) {
            if (!versions.containsKey(one.instance().version())) {
                stop(one);
            }
        }
        for (VersionSpec version : versions.values()) {
            List<Running> live = new ArrayList<>(running.values().stream()
                .filter(one -> one.instance().version().equals(version.key())).toList());
            live.sort(Comparator.comparing((Running one) -> !retire.contains(one.instance().id()))
                .thenComparing(one -> one.instance().id(), Comparator.reverseOrder()));
            for (int i = 0; i < live.size() - version.instances(); i++) {
                stop(live.get(i));
            }
            for (int i = live.size(); i < version.instances(); i++) {
                start(version);
            }
        }
    }

    Map<String, Instance> instances() {
        Map<String, Instance> all = new TreeMap<>();
        running.forEach((id, one) -> all.put(id, one.instance()));
        return all;
    }

    void stop(Running one) {
        one.server().stop(0);
        running.remove(one.instance().id());
        tell(one.instance(), "Stopped");
    }

    private void start(VersionSpec version) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
            server.createContext("/", exchange -> {
                try (exchange) {
                    exchange.sendResponseHeaders(200, -1);
                }
            });
            server.start();
            Instant now = Instant.now();
            Instance instance = new Instance("i%06d".formatted(++ids), version.key(), NODE,
                Optional.of(new Endpoint("127.0.0.1", server.getAddress().getPort())), Instance.State.RUNNING, true,
                Optional.of(now), 0, "", Map.of());
            running.put(instance.id(), new Running(instance, version.template(), server,
                new ArrayList<>(List.of(new Line(now, "listening", false)))));
            tell(instance, "Started");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tell(Instance instance, String reason) {
        changes++;
        changed.signalAll();
        events.computeIfAbsent(instance.version().namespace(), one -> new ArrayList<>()).add(new Event(Instant.now(),
            instance.version().version(), instance.id(), reason, reason + ".", false));
    }
}
