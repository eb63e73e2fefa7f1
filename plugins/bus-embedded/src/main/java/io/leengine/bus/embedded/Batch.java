package io.leengine.bus.embedded;

import io.leengine.spi.bus.Bus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Changes that become durable together. What is asked of it sees the changes already in it; nobody else does before
 * they are on the disk.
 */
final class Batch {
    private final State state;
    private final Map<String, Change> pending = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private long revision;
    private long weight;

    Batch(State state) {
        this.state = state;
        this.revision = state.revision();
    }

    /** Returns the revision of a key's last change; 0 when it is absent. */
    long modified(String key) {
        Change.Set item = item(key);
        return item == null ? 0 : item.revision();
    }

    long set(String key, byte[] value, String lease) {
        Change.Set old = item(key);
        revision++;
        long created = old == null ? revision : old.entry().created();
        add(new Change.Set(new Bus.Entry(key, value, created, revision), lease));
        return revision;
    }

    void remove(String key) {
        revision++;
        add(new Change.Removed(key, revision));
    }

    /** Removes every key that hangs on a lease. */
    void end(String lease) {
        TreeSet<String> keys = new TreeSet<>(pending.keySet());
        state.items().stream().filter(item -> item.lease().equals(lease)).forEach(item -> keys.add(item.key()));
        for (String key : keys) {
            Change.Set item = item(key);
            if (item != null && item.lease().equals(lease)) {
                remove(key);
            }
        }
    }

    List<Change> changes() {
        return changes;
    }

    long weight() {
        return weight;
    }

    private Change.Set item(String key) {
        Change change = pending.get(key);
        if (change == null) {
            return state.item(key);
        }
        return change instanceof Change.Set set ? set : null;
    }

    private void add(Change change) {
        pending.put(change.key(), change);
        changes.add(change);
        weight += change.weight();
    }
}
