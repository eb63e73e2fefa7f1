package io.leengine.scheduler.k8s;

import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.InstanceEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** All instances as they are now, and those who watch them. One lock orders everything. */
final class InstanceBoard {
    private Map<String, Instance> instances = new HashMap<>();
    private final Set<InstanceWatch> watches = new HashSet<>();
    private boolean closed;

    /** Everything may have changed: whoever watches gets the list anew, unless it is what they know. */
    synchronized void replace(Map<String, Instance> all) {
        if (!instances.equals(all)) {
            instances = new HashMap<>(all);
            watches.forEach(InstanceWatch::offerList);
        }
    }

    synchronized void put(Instance instance) {
        Instance before = instances.put(instance.id(), instance);
        if (!instance.equals(before)) {
            tell(new InstanceEvent.Changed(instance));
        }
    }

    /** Removes the instance of this name, if it is the one that is meant. */
    synchronized void remove(String id, Predicate<Instance> meant) {
        Instance last = instances.get(id);
        if (last != null && meant.test(last)) {
            instances.remove(id);
            tell(new InstanceEvent.Removed(last));
        }
    }

    private void tell(InstanceEvent event) {
        watches.forEach(watch -> watch.offer(event));
    }

    /** Called with this board's lock held. */
    List<Instance> all() {
        return new ArrayList<>(instances.values());
    }

    synchronized Optional<Instance> find(String namespace, String id) {
        return Optional.ofNullable(instances.get(id)).filter(it -> it.version().namespace().equals(namespace));
    }

    synchronized InstanceWatch watch() {
        InstanceWatch watch = new InstanceWatch(this);
        if (closed) {
            watch.end();
        } else {
            watches.add(watch);
        }
        return watch;
    }

    synchronized void forget(InstanceWatch watch) {
        watches.remove(watch);
    }

    /** Nothing can be told for now: whoever watches is told so and opens another watch. */
    synchronized void silence() {
        watches.forEach(InstanceWatch::end);
        watches.clear();
    }

    synchronized void close() {
        closed = true;
        silence();
    }
}
