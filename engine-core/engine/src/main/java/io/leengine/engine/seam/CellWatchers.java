package io.leengine.engine.seam;

import io.leengine.engine.domain.SeamKind;
import io.leengine.spi.Seam;
import io.leengine.spi.scheduler.Scheduler;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** One watcher for each scheduler that is there. */
public final class CellWatchers implements Seams.Listener, AutoCloseable {
    private final InstanceTable table;
    private final Map<Seam, CellWatcher> watchers = new IdentityHashMap<>();
    private final Map<String, CountDownLatch> ends = new HashMap<>();

    /** Into a table. */
    public CellWatchers(InstanceTable table) {
        this.table = table;
    }

    @Override
    public synchronized void added(SeamKind kind, String name, Seam service) {
        if (kind == SeamKind.SCHEDULER) {
            CellWatcher watcher = new CellWatcher(name, (Scheduler) service, table,
                ends.getOrDefault(name, new CountDownLatch(0)));
            ends.put(name, watcher.ended());
            watchers.put(service, watcher);
        }
    }

    @Override
    public synchronized void removed(SeamKind kind, String name, Seam service) {
        CellWatcher watcher = watchers.remove(service);
        if (watcher != null) {
            watcher.close();
            table.silent(name);
        }
    }

    @Override
    public synchronized void close() {
        watchers.values().forEach(CellWatcher::close);
        watchers.clear();
    }
}
