package io.leengine.engine.reconcile;

import io.leengine.engine.EngineSettings;
import io.leengine.engine.change.ChangeFeed;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.identity.Robots;
import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.seam.InstanceTable;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Store;
import io.leengine.spi.Seam;
import java.time.Clock;
import java.util.Optional;

/** The queue of applications and what feeds it: changes of desire, changes of instances, parts that come. */
public final class Reconciliation implements Seams.Listener, AutoCloseable {
    private static final int AT_ONCE = 32;
    private static final String ALL = "all";

    private final Store store;
    private final InstanceTable table;
    private final KeyedQueue queue;
    /** Adds all there is, as often as that takes. */
    private final KeyedQueue everything = new KeyedQueue("resync", 1, (key, request) -> {
        start();
        return Optional.empty();
    });

    /** What it is made of. */
    public Reconciliation(Store store, Seams seams, InstanceTable table, Robots robots, ChangeFeed feed,
            EngineSettings settings, Clock clock, Ownership ownership) {
        this.store = store;
        this.table = table;
        Orphans orphans = new Orphans(store, seams);
        this.queue = new KeyedQueue("application", AT_ONCE, new ApplicationReconciler(store, seams, table,
            new Templates(settings.registryAddress(), robots), new Traffic(seams, clock, orphans), orphans,
            new Departures(clock), feed, ownership), ownership, store);
        ownership.listen(queue.holder(() -> {
            orphans.again();
            everything.add(ALL);
        }));
    }

    /** Returns the queue, keyed by application name. */
    public KeyedQueue queue() {
        return queue;
    }

    /** Runs every application once, and from then on whenever it says so itself. */
    public void start() {
        queue.refreshProblems();
        store.read(session -> session.applications().names()).forEach(queue::add);
    }

    @Override
    public void added(SeamKind kind, String name, Seam service) {
        if (kind == SeamKind.SCHEDULER || kind == SeamKind.LOAD_BALANCER) {
            resync(name);
        }
    }

    /** Runs every application again, in a thread of its own, because of a part that can do more than a moment ago. */
    public void resync(String part) {
        everything.add(ALL);
    }

    /** A cell was drained, or is so no more: those with instances there are run at once, and then all. */
    public void drained(String cell) {
        table.namespaces(cell).forEach(queue::add);
        // Of a cell that has told nothing, nobody knows here who has instances there.
        everything.add(ALL);
    }

    @Override
    public void removed(SeamKind kind, String name, Seam service) {
        // What ran goes on; there is nothing to do until the part is back.
    }

    @Override
    public void close() {
        everything.close();
        queue.close();
    }
}
