package io.leengine.engine.sim;

import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.CellStatus;
import io.leengine.spi.scheduler.InstanceEvent;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.Scheduler;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** A scheduler of a {@link SimulatedCell}, until it is closed. */
public final class CellPlugin implements Scheduler, AutoCloseable {
    private final SimulatedCell cell;
    private final List<Watch<?>> opened = new ArrayList<>();
    private boolean closed;

    CellPlugin(SimulatedCell cell) {
        this.cell = cell;
    }

    private <T> T call(Supplier<T> work) throws InterruptedException {
        cell.world.lock.lockInterruptibly();
        try {
            if (closed || cell.silent()) {
                throw World.unavailable(cell.name());
            }
            return work.get();
        } finally {
            cell.world.lock.unlock();
        }
    }

    private void run(Runnable work) throws InterruptedException {
        call(() -> {
            work.run();
            return null;
        });
    }

    @Override
    public String name() {
        return cell.name();
    }

    @Override
    public void applyNamespace(CallContext context, NamespaceSpec namespace) throws InterruptedException {
        run(() -> cell.applyNamespace(namespace));
    }

    @Override
    public void deleteNamespace(CallContext context, String namespace) throws InterruptedException {
        run(() -> cell.deleteNamespace(namespace));
    }

    @Override
    public List<String> namespaces(CallContext context) throws InterruptedException {
        return call(() -> cell.namespaces().stream().sorted().toList());
    }

    @Override
    public void applyVersion(CallContext context, VersionSpec version, Collection<String> retire)
            throws InterruptedException {
        run(() -> cell.applyVersion(version, retire));
    }

    @Override
    public void deleteVersion(CallContext context, VersionKey version) throws InterruptedException {
        run(() -> cell.deleteVersion(version));
    }

    @Override
    public List<VersionSpec> versions(CallContext context, String namespace) throws InterruptedException {
        return call(() -> cell.versions(namespace));
    }

    @Override
    public void stopInstance(CallContext context, String namespace, String instance) throws InterruptedException {
        run(() -> cell.stopInstance(namespace, instance));
    }

    @Override
    public Watch<InstanceEvent> watch(CallContext context) throws InterruptedException {
        return call(() -> {
            SimulatedCell.OpenWatch watch = cell.open(this);
            opened.add(watch);
            return watch;
        });
    }

    @Override
    public CellStatus status(CallContext context) throws InterruptedException {
        return call(() -> new CellStatus(List.of(new CellStatus.Node("node", true, 8_000, 1L << 34, 0, 0, 0))));
    }

    @Override
    public void close() {
        cell.world.locked(() -> {
            closed = true;
            opened.forEach(Watch::close);
            return null;
        });
    }
}
