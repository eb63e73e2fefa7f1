package io.leengine.bus.embedded;

import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The map, its revision and its latest changes. Not safe for threads: its user locks. */
final class State {
    private static final long MOST_HISTORY_BYTES = 64L << 20;

    private final int mostHistory;
    private final TreeMap<String, Change.Set> items = new TreeMap<>();
    private final TreeMap<Long, Change> history = new TreeMap<>();
    private long historyBytes;
    private long liveBytes;
    private long revision;

    State(int mostHistory) {
        this.mostHistory = mostHistory;
    }

    long revision() {
        return revision;
    }

    /** Returns about how many bytes a journal of nothing but the present entries takes. */
    long liveBytes() {
        return liveBytes;
    }

    Change.Set item(String key) {
        return items.get(key);
    }

    Collection<Change.Set> items() {
        return Collections.unmodifiableCollection(items.values());
    }

    Bus.Listing list(String prefix) {
        List<Bus.Entry> found = new ArrayList<>();
        for (Change.Set item : items.tailMap(prefix, true).values()) {
            if (!item.key().startsWith(prefix)) {
                break;
            }
            found.add(item.entry());
        }
        return new Bus.Listing(revision, found);
    }

    /** Makes a change that is durable. */
    void apply(Change change) {
        place(change);
        revision = change.revision();
        history.put(revision, change);
        historyBytes += change.weight();
        while (history.size() > mostHistory || historyBytes > MOST_HISTORY_BYTES) {
            historyBytes -= history.pollFirstEntry().getValue().weight();
        }
    }

    /** Takes an entry of a snapshot: it is there, but what led to it is not known. */
    void place(Change change) {
        Change.Set old = switch (change) {
            case Change.Set set -> items.put(set.key(), set);
            case Change.Removed removed -> items.remove(removed.key());
        };
        liveBytes += change instanceof Change.Set set ? set.weight() : 0;
        liveBytes -= old == null ? 0 : old.weight();
    }

    /** Takes a snapshot's revision: changes before it are not known. */
    void startAt(long snapshotRevision) {
        revision = snapshotRevision;
        history.clear();
        historyBytes = 0;
    }

    /** Returns whether every change after a revision is still known. */
    boolean knows(long after) {
        long oldest = history.isEmpty() ? revision + 1 : history.firstKey();
        return after >= oldest - 1 && after <= revision;
    }

    /** Returns the first change after a revision. */
    Optional<Change> after(long seen) {
        return Optional.ofNullable(history.higherEntry(seen)).map(Map.Entry::getValue);
    }

    /** Returns the list as an event. */
    BusEvent listed(String prefix) {
        return new BusEvent.Listed(list(prefix));
    }
}
