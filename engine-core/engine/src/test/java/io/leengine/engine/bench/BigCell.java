package io.leengine.engine.bench;

import io.leengine.model.Endpoint;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.CellStatus;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.InstanceEvent;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.Scheduler;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A cell of many nodes that has instances ready at once, and goes on when an engine ends. */
final class BigCell implements Scheduler {
    private static final int PORT = 8080;
    private static final int BYTE = 256;

    private final String name;
    private final int number;
    private final int nodes;
    private final Set<String> namespaces = new TreeSet<>();
    private final Map<String, Map<VersionKey, VersionSpec>> versions = new TreeMap<>();
    private final Map<VersionKey, List<Instance>> instances = new TreeMap<>();
    private final List<Queue> watches = new CopyOnWriteArrayList<>();
    private int made;

    BigCell(int number, int nodes) {
        this.name = "cell-" + number;
        this.number = number;
        this.nodes = nodes;
    }

    /** What a watch has not told yet. */
    private final class Queue implements Watch<InstanceEvent> {
        private final BlockingQueue<InstanceEvent> events = new LinkedBlockingQueue<>();

        @Override
        public Optional<InstanceEvent> next(Duration limit) throws InterruptedException {
            return Optional.ofNullable(events.poll(limit.toNanos(), TimeUnit.NANOSECONDS));
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized void applyNamespace(CallContext context, NamespaceSpec namespace) {
        namespaces.add(namespace.name());
    }

    @Override
    public synchronized void deleteNamespace(CallContext context, String namespace) {
        namespaces.remove(namespace);
    }

    @Override
    public synchronized List<String> namespaces(CallContext context) {
        return List.copyOf(namespaces);
    }

    @Override
    public synchronized void applyVersion(CallContext context, VersionSpec version, Collection<String> retire) {
        versions.computeIfAbsent(version.key().namespace(), key -> new TreeMap<>()).put(version.key(), version);
        List<Instance> present = instances.computeIfAbsent(version.key(), key -> new ArrayList<>());
        while (present.size() > version.instances()) {
            tell(new InstanceEvent.Removed(present.removeLast()));
        }
        while (present.size() < version.instances()) {
            Instance instance = make(version.key());
            present.add(instance);
            tell(new InstanceEvent.Changed(instance));
        }
    }

    private Instance make(VersionKey version) {
        int address = made++;
        String literal = "10." + number + "." + address / BYTE % BYTE + "." + address % BYTE;
        String id = version.namespace() + "-" + version.version() + "-" + number + "-" + address;
        return new Instance(id, version, "node-" + address % nodes,
            Optional.of(new Endpoint(literal, PORT + address / (BYTE * BYTE))), Instance.State.RUNNING, true,
            Optional.of(Instant.EPOCH), 0, "", Map.of());
    }

    private void tell(InstanceEvent event) {
        watches.forEach(watch -> watch.events.add(event));
    }

    @Override
    public synchronized void deleteVersion(CallContext context, VersionKey version) {
        versions.getOrDefault(version.namespace(), new TreeMap<>()).remove(version);
        Optional.ofNullable(instances.remove(version)).ifPresent(gone ->
            gone.forEach(each -> tell(new InstanceEvent.Removed(each))));
    }

    @Override
    public synchronized List<VersionSpec> versions(CallContext context, String namespace) {
        return List.copyOf(versions.getOrDefault(namespace, Map.of()).values());
    }

    @Override
    public synchronized void stopInstance(CallContext context, String namespace, String instance) {
        // Nothing here is stopped one by one.
    }

    @Override
    public synchronized Watch<InstanceEvent> watch(CallContext context) {
        Queue watch = new Queue();
        List<Instance> all = new ArrayList<>();
        instances.values().forEach(all::addAll);
        watch.events.add(new InstanceEvent.Listed(all));
        watches.add(watch);
        return watch;
    }

    @Override
    public CellStatus status(CallContext context) {
        return new CellStatus(List.of());
    }

    /** Makes the first instance of a version ready or not. */
    synchronized Instance ready(VersionKey version, boolean ready) {
        Instance now = instances.get(version).getFirst();
        Instance next = new Instance(now.id(), now.version(), now.node(), now.endpoint(), now.state(), ready, now.startedAt(),
            now.restarts(), now.reason(), now.attributes());
        instances.get(version).set(0, next);
        tell(new InstanceEvent.Changed(next));
        return next;
    }
}
