package io.leengine.scheduler.local;

import io.leengine.model.Credentials;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.scheduler.local.state.InstanceRecord;
import io.leengine.scheduler.local.state.VersionRecord;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What was stated and what there is, and the step from one to the other. One lock guards all; what takes long (pulls,
 * processes) happens in the instances' own threads.
 */
final class Cell implements Surroundings {
    private final Parts parts;
    private final Room room;
    private final InstanceIds ids = new InstanceIds();
    private final Map<String, NamespaceSpec> namespaces = new TreeMap<>();
    private final Map<VersionKey, VersionRecord> versions = new TreeMap<>();
    private final Map<String, InstanceRunner> runners = new HashMap<>();
    private boolean dirty = true;
    private boolean sweepDue = true;

    Cell(Parts parts) {
        this.parts = parts;
        this.room = new Room(parts.options().memoryBytes());
    }

    /** Loads what is on disk and goes on with every instance there. */
    synchronized void open() throws IOException {
        for (NamespaceSpec namespace : parts.folder().namespaces()) {
            namespaces.put(namespace.name(), namespace);
            parts.folder().versions(namespace.name()).forEach(it -> versions.put(it.spec().key(), it));
        }
        for (InstanceRecord record : parts.folder().instances()) {
            Optional<VersionRecord> version = Optional.ofNullable(versions.get(record.key()));
            InstanceRunner runner = new InstanceRunner(parts, this, version.map(it -> it.spec().template()), record);
            runner.adopt();
            if (version.isEmpty()) {
                runner.stop();
            }
            runners.put(record.id(), runner);
        }
        parts.sandboxes().retain(Set.copyOf(runners.keySet()));
        parts.logs().retain(Set.copyOf(runners.keySet()));
        runners.values().forEach(InstanceRunner::begin);
    }

    /** Ends all threads; the instances stay. */
    void close() throws InterruptedException {
        List<InstanceRunner> all;
        synchronized (this) {
            all = new ArrayList<>(runners.values());
        }
        for (InstanceRunner runner : all) {
            runner.leave();
        }
    }

    synchronized void apply(NamespaceSpec namespace) throws IOException {
        if (!namespace.equals(namespaces.get(namespace.name()))) {
            parts.folder().save(namespace);
            namespaces.put(namespace.name(), namespace);
            runners.values().stream().filter(it -> it.record().key().namespace().equals(namespace.name()))
                .forEach(InstanceRunner::hurry);
        }
    }

    synchronized void deleteNamespace(String name) throws IOException {
        if (namespaces.containsKey(name)) {
            parts.folder().deleteNamespace(name);
            namespaces.remove(name);
            versions.keySet().removeIf(key -> key.namespace().equals(name));
            parts.events().forget(name);
            changed();
        }
    }

    synchronized List<String> namespaces() {
        return List.copyOf(namespaces.keySet());
    }

    synchronized NamespaceSpec namespace(String name) {
        return Optional.ofNullable(namespaces.get(name))
            .orElseThrow(() -> EngineException.notFound("namespace", name));
    }

    synchronized void apply(VersionSpec spec, Collection<String> retire) throws IOException {
        namespace(spec.key().namespace());
        VersionRecord before = versions.get(spec.key());
        if (before != null && !before.spec().template().equals(spec.template())) {
            throw new EngineException(ErrorCode.CONFLICT,
                "The version '" + spec.key() + "' runs with another template; a version never changes.")
                .withNextStep("Deploy the change as a new version.");
        }
        mustFit(spec);
        VersionRecord after = new VersionRecord(spec, retire.stream().filter(runners::containsKey).sorted().toList());
        if (!after.equals(before)) {
            parts.folder().save(after);
            versions.put(spec.key(), after);
            changed();
        }
    }

    private void mustFit(VersionSpec spec) {
        Options node = parts.options();
        if (spec.instances() == 0) {
            return;
        }
        if (spec.template().cpuMillis() > node.cpuMillis()) {
            throw tooLarge(spec, "processor time: it has " + node.cpuMillis() + " thousandths, one instance asks for "
                + spec.template().cpuMillis());
        }
        if (spec.template().memoryBytes() > node.memoryBytes() / spec.instances()) {
            throw tooLarge(spec, "memory: it has " + ExitReason.mebibytes(node.memoryBytes()) + ", " + spec.instances()
                + " instances ask for " + ExitReason.mebibytes(spec.template().memoryBytes()) + " each");
        }
    }

    private EngineException tooLarge(VersionSpec spec, String what) {
        return new EngineException(ErrorCode.INSUFFICIENT_RESOURCES, "The version '" + spec.key()
            + "' will never fit into the cell '" + parts.options().cell() + "'. " + what + ".");
    }

    synchronized void delete(VersionKey key) throws IOException {
        if (versions.containsKey(key)) {
            parts.folder().deleteVersion(key);
            versions.remove(key);
            changed();
        }
    }

    synchronized List<VersionSpec> versions(String namespace) {
        namespace(namespace);
        return versions.values().stream().map(VersionRecord::spec)
            .filter(spec -> spec.key().namespace().equals(namespace)).toList();
    }

    synchronized void stop(String namespace, String instance) throws IOException {
        InstanceRunner runner = runners.get(instance);
        if (runner != null && runner.record().key().namespace().equals(namespace)) {
            runner.stop();
            changed();
        }
    }

    synchronized List<InstanceRunner> runners() {
        return List.copyOf(runners.values());
    }

    @Override
    public synchronized Optional<Credentials> credentials(String namespace) {
        return Optional.ofNullable(namespaces.get(namespace)).map(NamespaceSpec::pull);
    }

    @Override
    public Room room() {
        return room;
    }

    /** The record goes last: until then a successor would find the rest and clear it away. */
    @Override
    public synchronized void gone(InstanceRunner runner) {
        String id = runner.record().id();
        try {
            parts.logs().forget(id);
            parts.folder().deleteInstance(id);
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "What is left of '" + id + "' cannot be removed.", e);
        }
        runners.remove(id);
        parts.board().remove(id);
        changed();
    }

    private void changed() {
        dirty = true;
        sweepDue = true;
        notifyAll();
    }

    /** Waits until something changed, or the time is over. */
    synchronized void awaitChange(long millis) throws InterruptedException {
        if (!dirty) {
            wait(millis);
        }
        dirty = false;
    }

    /** Makes what there is what was stated, as far as it is not. Repeatable at any time. */
    synchronized void reconcile() throws IOException {
        for (InstanceRunner runner : runners()) {
            if (!versions.containsKey(runner.record().key()) || differs(runner)) {
                runner.stop();
            }
        }
        for (VersionRecord version : versions.values()) {
            reconcile(version);
        }
    }

    /** A version that was deleted and stated anew may have another template; its old instances are none of it. */
    private boolean differs(InstanceRunner runner) {
        VersionSpec spec = versions.get(runner.record().key()).spec();
        return runner.template().filter(spec.template()::equals).isEmpty();
    }

    private void reconcile(VersionRecord version) throws IOException {
        List<InstanceRunner> live = runners.values().stream()
            .filter(it -> it.record().key().equals(version.spec().key()) && !it.record().stopping())
            .sorted(goesFirst(version)).toList();
        for (int i = 0; i < live.size() - version.spec().instances(); i++) {
            live.get(i).stop();
        }
        for (int i = live.size(); i < version.spec().instances(); i++) {
            create(version.spec());
        }
    }

    private Comparator<InstanceRunner> goesFirst(VersionRecord version) {
        Set<String> ready = parts.board().all().stream().filter(Instance::ready).map(Instance::id)
            .collect(Collectors.toSet());
        return Comparator.comparing((InstanceRunner it) -> !version.retire().contains(it.record().id()))
            .thenComparing(it -> ready.contains(it.record().id()))
            .thenComparing(it -> -it.record().createdAtMillis())
            .thenComparing(it -> it.record().id());
    }

    private void create(VersionSpec spec) throws IOException {
        String id = ids.next(spec.key().version(), runners.keySet());
        InstanceRecord record = new InstanceRecord(id, spec.key(), spec.template().image().digest().hex(),
            spec.template().grace().toMillis(), System.currentTimeMillis(), false, 0, 0, Optional.empty());
        parts.folder().save(record);
        InstanceRunner runner = new InstanceRunner(parts, this, Optional.of(spec.template()), record);
        runners.put(id, runner);
        runner.adopt();
        runner.begin();
    }

    /** Removes the images that no version and no instance uses, if anything changed since the last time. */
    void sweep() throws IOException {
        synchronized (this) {
            if (!sweepDue) {
                return;
            }
            sweepDue = false;
        }
        if (!parts.images().retain(this::imagesInUse)) {
            synchronized (this) {
                sweepDue = true;
            }
        }
    }

    private synchronized Set<String> imagesInUse() {
        Set<String> used = versions.values().stream().map(it -> it.spec().template().image().digest().hex())
            .collect(Collectors.toSet());
        runners.values().forEach(it -> used.add(it.record().image()));
        return used;
    }
}
