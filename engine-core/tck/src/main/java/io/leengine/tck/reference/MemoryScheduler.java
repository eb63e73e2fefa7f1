package io.leengine.tck.reference;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.CellStatus;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.InstanceEvent;
import io.leengine.spi.scheduler.InstanceLogs;
import io.leengine.spi.scheduler.InstanceUsages;
import io.leengine.spi.scheduler.NamespaceEvents;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.Scheduler;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cell whose instances are small HTTP servers of a {@link MemoryMachine}, which goes on when the scheduler is closed.
 * They are up at once, so what is stated is so when the call returns.
 */
public final class MemoryScheduler extends MemoryPart
        implements Scheduler, InstanceLogs, InstanceUsages, NamespaceEvents {
    private static final int MOST_TAIL = 100_000;

    private final MemoryMachine machine;

    /** Opens a cell over a machine and adopts what runs there. */
    public MemoryScheduler(String name, MemoryMachine machine) {
        super(name);
        this.machine = machine;
    }

    /** Something done to the machine. */
    private interface Step<T> {
        T run();
    }

    private <T> T locked(CallContext context, Step<T> step) throws InterruptedException {
        enter(context);
        machine.lock.lockInterruptibly();
        try {
            mustBeOpen();
            return step.run();
        } finally {
            machine.lock.unlock();
        }
    }

    @Override
    public void applyNamespace(CallContext context, NamespaceSpec namespace) throws InterruptedException {
        locked(context, () -> machine.namespaces.put(namespace.name(), namespace));
    }

    @Override
    public void deleteNamespace(CallContext context, String namespace) throws InterruptedException {
        Identifiers.name("namespace", namespace);
        locked(context, () -> {
            machine.versions.keySet().removeIf(key -> key.namespace().equals(namespace));
            machine.reconcile(List.of());
            machine.events.remove(namespace);
            return machine.namespaces.remove(namespace);
        });
    }

    @Override
    public List<String> namespaces(CallContext context) throws InterruptedException {
        return locked(context, () -> List.copyOf(machine.namespaces.keySet()));
    }

    private void known(String namespace) {
        if (!machine.namespaces.containsKey(namespace)) {
            throw EngineException.notFound("namespace", namespace);
        }
    }

    @Override
    public void applyVersion(CallContext context, VersionSpec version, Collection<String> retire)
            throws InterruptedException {
        locked(context, () -> {
            known(version.key().namespace());
            VersionSpec before = machine.versions.get(version.key());
            if (before != null && !before.template().equals(version.template())) {
                throw new EngineException(ErrorCode.CONFLICT, "A version's template never changes.");
            }
            if (version.instances() > 0 && version.template().memoryBytes() > MemoryMachine.MEMORY) {
                throw new EngineException(ErrorCode.INSUFFICIENT_RESOURCES, "It will never fit.");
            }
            machine.versions.put(version.key(), version);
            machine.reconcile(List.copyOf(retire));
            return null;
        });
    }

    @Override
    public void deleteVersion(CallContext context, VersionKey version) throws InterruptedException {
        locked(context, () -> {
            machine.versions.remove(version);
            machine.reconcile(List.of());
            return null;
        });
    }

    @Override
    public List<VersionSpec> versions(CallContext context, String namespace) throws InterruptedException {
        Identifiers.name("namespace", namespace);
        return locked(context, () -> {
            known(namespace);
            return machine.versions.values().stream().filter(one -> one.key().namespace().equals(namespace)).toList();
        });
    }

    @Override
    public void stopInstance(CallContext context, String namespace, String instance) throws InterruptedException {
        Identifiers.name("namespace", namespace);
        locked(context, () -> {
            find(namespace, instance).ifPresent(machine::stop);
            machine.reconcile(List.of());
            return null;
        });
    }

    private Optional<MemoryMachine.Running> find(String namespace, String instance) {
        return Optional.ofNullable(machine.running.get(instance))
            .filter(one -> one.instance().version().namespace().equals(namespace));
    }

    @Override
    public CellStatus status(CallContext context) throws InterruptedException {
        return locked(context, () -> {
            long cpu = 0;
            long memory = 0;
            for (MemoryMachine.Running one : machine.running.values()) {
                cpu += one.template().cpuMillis();
                memory += one.template().memoryBytes();
            }
            return new CellStatus(List.of(new CellStatus.Node(MemoryMachine.NODE, true, 64_000, MemoryMachine.MEMORY,
                cpu, memory, machine.running.size())));
        });
    }

    @Override
    public List<Usage> usages(CallContext context) throws InterruptedException {
        return locked(context, () -> machine.running.values().stream().map(one -> new Usage(one.instance().version(),
            one.instance().id(), Instant.now(), 1, 1 << 20)).toList());
    }

    @Override
    public List<Event> events(CallContext context, String namespace) throws InterruptedException {
        Identifiers.name("namespace", namespace);
        return locked(context, () -> {
            known(namespace);
            return List.copyOf(machine.events.getOrDefault(namespace, List.of()));
        });
    }

    @Override
    public Watch<InstanceEvent> watch(CallContext context) throws InterruptedException {
        return locked(context, () -> new InstanceWatch(machine.changes));
    }

    @Override
    public Watch<Line> logs(CallContext context, String namespace, String instance, int tail, boolean follow)
            throws InterruptedException {
        Identifiers.within("tail", tail, 0, MOST_TAIL);
        return locked(context, () -> {
            MemoryMachine.Running one = find(namespace, instance)
                .orElseThrow(() -> EngineException.notFound("instance", instance));
            return new LogWatch(one, Math.max(0, one.log().size() - tail), follow);
        });
    }

    /** Ends calls and watches; what runs stays. */
    @Override
    public void close() {
        super.close();
        machine.lock.lock();
        try {
            machine.changed.signalAll();
        } finally {
            machine.lock.unlock();
        }
    }

    /** A watch that waits on the machine. */
    private abstract class MachineWatch<E> implements Watch<E> {
        private boolean ended;

        /** Returns what there is to tell now, if anything. */
        abstract Optional<E> step();

        @Override
        public final Optional<E> next(Duration limit) throws InterruptedException {
            long left = limit.toNanos();
            machine.lock.lockInterruptibly();
            try {
                while (true) {
                    mustBeOpen();
                    if (ended) {
                        throw new EngineException(ErrorCode.UNAVAILABLE, "The watch is closed.");
                    }
                    Optional<E> event = step();
                    if (event.isPresent() || left <= 0) {
                        return event;
                    }
                    left = machine.changed.awaitNanos(left);
                }
            } finally {
                machine.lock.unlock();
            }
        }

        @Override
        public final void close() {
            machine.lock.lock();
            try {
                ended = true;
                machine.changed.signalAll();
            } finally {
                machine.lock.unlock();
            }
        }
    }

    /** Lists, then compares what there was with what there is. */
    private final class InstanceWatch extends MachineWatch<InstanceEvent> {
        private final Deque<InstanceEvent> due = new ArrayDeque<>();
        private Optional<Map<String, Instance>> told = Optional.empty();
        private long seen;

        InstanceWatch(long seen) {
            this.seen = seen;
        }

        @Override
        Optional<InstanceEvent> step() {
            if (told.isEmpty()) {
                told = Optional.of(machine.instances());
                seen = machine.changes;
                return Optional.of(new InstanceEvent.Listed(new ArrayList<>(told.get().values())));
            }
            if (due.isEmpty() && seen < machine.changes) {
                Map<String, Instance> now = machine.instances();
                told.get().forEach((id, old) -> {
                    if (!now.containsKey(id)) {
                        due.add(new InstanceEvent.Removed(old));
                    }
                });
                now.forEach((id, one) -> {
                    if (!one.equals(told.get().get(id))) {
                        due.add(new InstanceEvent.Changed(one));
                    }
                });
                told = Optional.of(now);
                seen = machine.changes;
            }
            return Optional.ofNullable(due.poll());
        }
    }

    private final class LogWatch extends MachineWatch<Line> {
        private final MemoryMachine.Running one;
        private final boolean follow;
        private int next;

        LogWatch(MemoryMachine.Running one, int next, boolean follow) {
            this.one = one;
            this.next = next;
            this.follow = follow;
        }

        @Override
        Optional<Line> step() {
            if (next < one.log().size()) {
                return Optional.of(one.log().get(next++));
            }
            return follow && machine.running.containsKey(one.instance().id()) ? Optional.empty()
                : Optional.of(Line.end());
        }
    }
}
