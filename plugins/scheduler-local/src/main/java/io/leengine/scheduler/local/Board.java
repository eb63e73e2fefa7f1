package io.leengine.scheduler.local;

import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.InstanceEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All instances as they are now, and those who watch them. One lock orders everything. */
final class Board {
    private final Map<String, Instance> instances = new TreeMap<>();
    private final Set<BoardWatch> watches = new HashSet<>();
    private boolean closed;

    synchronized void put(Instance instance) {
        Instance before = instances.put(instance.id(), instance);
        if (!instance.equals(before)) {
            tell(new InstanceEvent.Changed(instance));
        }
    }

    synchronized void remove(String id) {
        Instance last = instances.remove(id);
        if (last != null) {
            tell(new InstanceEvent.Removed(last));
        }
    }

    private void tell(InstanceEvent event) {
        watches.forEach(watch -> watch.offer(event));
    }

    synchronized List<Instance> all() {
        return new ArrayList<>(instances.values());
    }

    synchronized Optional<Instance> find(String namespace, String id) {
        return Optional.ofNullable(instances.get(id)).filter(it -> it.version().namespace().equals(namespace));
    }

    synchronized BoardWatch watch() {
        BoardWatch watch = new BoardWatch(this);
        if (closed) {
            watch.end();
        } else {
            watches.add(watch);
        }
        return watch;
    }

    synchronized void forget(BoardWatch watch) {
        watches.remove(watch);
    }

    synchronized void close() {
        closed = true;
        watches.forEach(BoardWatch::end);
        watches.clear();
    }
}
