package io.leengine.tck;

import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.InstanceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What is known of a cell's instances from its watch alone. */
public final class InstanceMirror implements AutoCloseable {
    private final Watch<InstanceEvent> watch;
    private final Map<String, Instance> known = new TreeMap<>();

    /** @param watch opened for this mirror, which closes it */
    public InstanceMirror(Watch<InstanceEvent> watch) {
        this.watch = watch;
    }

    /** Follows the watch until what it has told satisfies a condition; fails with what is known when time runs out. */
    public List<Instance> await(Predicate<List<Instance>> wanted, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            List<Instance> all = new ArrayList<>(known.values());
            if (wanted.test(all)) {
                return all;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("It did not come about within " + limit.toSeconds() + " s. Known: " + all);
            }
            Optional<InstanceEvent> event = watch.next(Duration.ofNanos(left));
            event.ifPresent(this::take);
        }
    }

    private void take(InstanceEvent event) {
        switch (event) {
            case InstanceEvent.Listed listed -> {
                known.clear();
                listed.instances().forEach(it -> known.put(it.id(), it));
            }
            case InstanceEvent.Changed changed -> known.put(changed.instance().id(), changed.instance());
            case InstanceEvent.Removed removed -> known.remove(removed.instance().id());
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
