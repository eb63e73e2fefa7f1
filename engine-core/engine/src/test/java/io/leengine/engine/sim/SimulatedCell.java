package io.leengine.engine.sim;

import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.Instance.State;
import io.leengine.spi.scheduler.InstanceEvent;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.Scheduler;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A cell: what it was told and what runs in it. Its plugins come and go; time passes in steps. */
public final class SimulatedCell {
    private static final int STEPS_TO_START = 2;
    private static final int STEPS_TO_READY = 4;
    private static final int STEPS_TO_STOP = 3;
    private static final int STEPS_TO_RESTART = 5;

    /** An instance and for how many steps it has been as it is. */
    private static final class Running {
        private Instance instance;
        private int age;
        private long readyAt;

        Running(Instance instance) {
            this.instance = instance;
        }
    }

    final World world;
    private final String name;
    private final int number;
    private final Map<String, NamespaceSpec> namespaces = new TreeMap<>();
    private final TreeMap<VersionKey, VersionSpec> versions = new TreeMap<>();
    private final TreeMap<String, Running> instances = new TreeMap<>();
    private final List<OpenWatch> watches = new ArrayList<>();
    private boolean silent;
    private long heardSince = System.nanoTime();
    private int made;

    SimulatedCell(World world, String name, int number) {
        this.world = world;
        this.name = name;
        this.number = number;
    }

    public String name() {
        return name;
    }

    /** Returns a new plugin for this cell; it finds everything as it is. */
    public CellPlugin plugin() {
        return new CellPlugin(this);
    }

    /** Lets the cell not answer, or answer again. */
    public void silence(boolean value) {
        world.locked(() -> {
            silent = value;
            heardSince = System.nanoTime();
            if (value) {
                List.copyOf(watches).forEach(OpenWatch::close);
            }
            return null;
        });
    }

    boolean silent() {
        return silent;
    }

    /** An instance's process dies; it is started anew after a while. */
    public void crash(String id) {
        change(id, State.BACKING_OFF, false, "It ended with status 1.", 1);
    }

    /** An instance is gone all at once, its machine with it. */
    public void vanish(String id) {
        world.locked(() -> {
            remove(id);
            return null;
        });
    }

    /** Tells every watch the whole list again. */
    public void relist() {
        world.locked(() -> {
            watches.forEach(watch -> watch.events.add(new InstanceEvent.Listed(list())));
            return null;
        });
    }

    /** Returns all instances. */
    public List<Instance> instances() {
        return world.locked(this::list);
    }

    /** Returns the instances of one application. */
    public List<Instance> instances(String namespace) {
        return instances().stream().filter(each -> each.version().namespace().equals(namespace)).toList();
    }

    /** Returns what the cell was told to run. */
    public List<VersionSpec> told(String namespace) {
        return world.locked(() -> versions.values().stream()
            .filter(spec -> spec.key().namespace().equals(namespace)).toList());
    }

    public Set<String> namespaces() {
        return world.locked(() -> Set.copyOf(namespaces.keySet()));
    }

    /** Returns since when an instance has been ready and could be heard of; the far future if not. */
    public long readyAndHeardSince(String id) {
        Running running = instances.get(id);
        return silent || running == null || !running.instance.ready() || watches.isEmpty() ? Long.MAX_VALUE
            : Math.max(Math.max(running.readyAt, heardSince), watches.getLast().openedAt);
    }

    private List<Instance> list() {
        return instances.values().stream().map(running -> running.instance).toList();
    }

    void step() {
        versions.values().forEach(this::fill);
        for (Running running : List.copyOf(instances.values())) {
            running.age++;
            Instance now = running.instance;
            switch (now.state()) {
                case PENDING -> {
                    if (running.age >= STEPS_TO_START) {
                        change(now.id(), State.STARTING, false, "", 0);
                    }
                }
                case STARTING -> {
                    if (running.age >= STEPS_TO_READY) {
                        change(now.id(), State.RUNNING, true, "", 0);
                    }
                }
                case BACKING_OFF -> {
                    if (running.age >= STEPS_TO_RESTART) {
                        change(now.id(), State.STARTING, false, "", 0);
                    }
                }
                case STOPPING -> {
                    if (running.age >= STEPS_TO_STOP) {
                        remove(now.id());
                    }
                }
                case RUNNING -> {
                }
            }
        }
    }

    private void remove(String id) {
        Running gone = instances.remove(id);
        if (gone != null) {
            gone.instance.endpoint().ifPresent(endpoint -> world.groups().values().forEach(g -> g.broke(endpoint)));
            tell(new InstanceEvent.Removed(gone.instance));
        }
    }

    private void change(String id, State state, boolean ready, String reason, int restarts) {
        world.locked(() -> {
            Running running = instances.get(id);
            if (running != null && (running.instance.state() != State.STOPPING || state == State.STOPPING)) {
                Instance old = running.instance;
                boolean begins = state == State.STARTING;
                running.instance = new Instance(id, old.version(), old.node(), Optional.of(endpoint(id)), state, ready,
                    begins ? Optional.of(Instant.now()) : old.startedAt(), old.restarts() + restarts, reason, Map.of());
                running.age = 0;
                running.readyAt = System.nanoTime();
                if (state == State.BACKING_OFF) {
                    world.groups().values().forEach(group -> group.broke(endpoint(id)));
                }
                tell(new InstanceEvent.Changed(running.instance));
            }
            return null;
        });
    }

    private Endpoint endpoint(String id) {
        int serial = Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
        return new Endpoint("10." + number + "." + serial / 250 + "." + (serial % 250 + 1), 8080);
    }

    private void fill(VersionSpec spec) {
        long live = live(spec.key()).size();
        for (long i = live; i < spec.instances(); i++) {
            String id = spec.key().namespace() + "-" + spec.key().version() + "-" + ++made;
            Instance fresh = new Instance(id, spec.key(), "node", Optional.empty(), State.PENDING, false,
                Optional.empty(), 0, "", Map.of());
            instances.put(id, new Running(fresh));
            tell(new InstanceEvent.Changed(fresh));
        }
    }

    private List<Instance> live(VersionKey key) {
        return list().stream().filter(each -> each.version().equals(key) && each.state() != State.STOPPING).toList();
    }

    private void tell(InstanceEvent event) {
        watches.forEach(watch -> watch.events.add(event));
        world.changed.signalAll();
    }

    void applyNamespace(NamespaceSpec namespace) {
        namespaces.put(namespace.name(), namespace);
    }

    void deleteNamespace(String namespace) {
        namespaces.remove(namespace);
        versions.keySet().removeIf(key -> key.namespace().equals(namespace));
        list().stream().filter(each -> each.version().namespace().equals(namespace))
            .forEach(each -> stop(each, "namespace deleted"));
    }

    void applyVersion(VersionSpec spec, Collection<String> retire) {
        if (!namespaces.containsKey(spec.key().namespace())) {
            throw EngineException.notFound("namespace", spec.key().namespace());
        }
        VersionSpec known = versions.get(spec.key());
        if (known != null && !known.template().equals(spec.template())) {
            throw new EngineException(ErrorCode.CONFLICT, "The template of " + spec.key() + " cannot change.");
        }
        versions.put(spec.key(), spec);
        List<Instance> live = live(spec.key());
        live.stream().sorted(Comparator.comparing((Instance each) -> !retire.contains(each.id()))
            .thenComparing(Instance::ready)
            .thenComparing(each -> each.startedAt().orElse(Instant.MAX), Comparator.reverseOrder()))
            .limit(Math.max(0, live.size() - spec.instances()))
            .forEach(each -> stop(each, retire.contains(each.id()) ? "retired" : "chosen by the cell of " + live.size()
                + " for " + spec.instances() + " and " + retire));
        fill(spec);
    }

    void deleteVersion(VersionKey key) {
        versions.remove(key);
        live(key).forEach(each -> stop(each, "version deleted"));
    }

    List<VersionSpec> versions(String namespace) {
        return versions.values().stream().filter(spec -> spec.key().namespace().equals(namespace)).toList();
    }

    void stopInstance(String namespace, String id) {
        Running running = instances.get(id);
        if (running != null && running.instance.version().namespace().equals(namespace)) {
            stop(running.instance, "stopped");
        }
    }

    private void stop(Instance instance, String order) {
        if (instance.state() != State.STOPPING) {
            VersionSpec spec = versions.get(instance.version());
            world.stops(this, instance, spec == null ? java.time.Duration.ofSeconds(1) : spec.template().grace(), order);
            change(instance.id(), State.STOPPING, false, "It is being stopped.", 0);
        }
    }

    OpenWatch open(Scheduler by) {
        OpenWatch watch = new OpenWatch();
        watch.events.add(new InstanceEvent.Listed(list()));
        watches.add(watch);
        return watch;
    }

    /** A watch; it breaks when it is closed, by whomever. */
    final class OpenWatch implements Watch<InstanceEvent> {
        private final LinkedBlockingQueue<InstanceEvent> events = new LinkedBlockingQueue<>();
        private final long openedAt = System.nanoTime();
        private volatile boolean closed;

        @Override
        public Optional<InstanceEvent> next(java.time.Duration limit) throws InterruptedException {
            InstanceEvent event = closed ? null : events.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (closed) {
                throw World.unavailable(name);
            }
            return Optional.ofNullable(event);
        }

        @Override
        public void close() {
            world.locked(() -> {
                closed = true;
                watches.remove(this);
                // Wakes who waits; it is never given out.
                return events.add(new InstanceEvent.Listed(List.of()));
            });
        }
    }
}
