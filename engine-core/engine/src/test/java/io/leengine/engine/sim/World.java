package io.leengine.engine.sim;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.scheduler.Instance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What is outside the engine: cells and groups, which live on when the engine or a plugin goes. One lock holds it all, so
 * what is checked when an instance is told to stop is true at that very moment.
 */
public final class World {
    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();
    private final Map<String, SimulatedCell> cells = new TreeMap<>();
    private final Map<String, SimulatedGroup> groups = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();

    /** Adds a cell. */
    public SimulatedCell cell(String name) {
        return cells.computeIfAbsent(name, key -> new SimulatedCell(this, name, cells.size()));
    }

    /** Adds a group. */
    public SimulatedGroup group(String name) {
        return groups.computeIfAbsent(name, key -> new SimulatedGroup(this, name));
    }

    public Map<String, SimulatedCell> cells() {
        return cells;
    }

    public Map<String, SimulatedGroup> groups() {
        return groups;
    }

    /** Lets a little happen everywhere. */
    public void step() {
        locked(() -> {
            cells.values().forEach(SimulatedCell::step);
            changed.signalAll();
            return null;
        });
    }

    /** What must hold whenever the engine has an instance stopped. */
    void stops(SimulatedCell cell, Instance instance, Duration grace, String order) {
        instance.endpoint().ifPresent(endpoint -> groups.values().forEach(group -> {
            if (group.serves(endpoint)) {
                violations.add(order + " of " + cell.name() + "/" + instance.id() + " while " + group.name()
                    + " sends requests to it: " + group.sets());
            }
            long since = System.nanoTime() - group.leftOutAt(endpoint);
            if (group.active(endpoint) > 0 && since < grace.minusMillis(50).toNanos() && !order.startsWith("namespace")) {
                violations.add(order + " of " + cell.name() + "/" + instance.id() + " with " + group.active(endpoint)
                    + " requests under way, only " + since / 1_000_000 + " ms after it was left out of " + group.name());
            }
        }));
    }

    /** Writes down what must not be. */
    void violated(String what) {
        violations.add(what);
    }

    /** Returns what was seen that must not be. */
    public List<String> violations() {
        return locked(() -> List.copyOf(violations));
    }

    /** Does something while nothing else happens. */
    public <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Lets things happen until something is so; returns whether it came to be in time. */
    public boolean stepUntil(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            step();
            pause(Duration.ofMillis(3));
        }
        return true;
    }

    /** Gives others a moment; ends early when one of them did something here. */
    public void pause(Duration time) throws InterruptedException {
        lock.lock();
        try {
            if (changed.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets a little happen several times. */
    public void steps(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            step();
            pause(Duration.ofMillis(3));
        }
    }

    static EngineException unavailable(String what) {
        return new EngineException(ErrorCode.UNAVAILABLE, what + " does not answer.");
    }
}
