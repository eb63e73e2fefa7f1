package io.leengine.bus.etcd;

import io.leengine.spi.bus.Bus;
import io.leengine.tck.Ability;
import io.leengine.tck.BusConformance;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** {@link BusConformance} on one member; each check has a prefix of its own. */
abstract class EtcdBusConformance extends BusConformance {
    private static final AtomicInteger CHECKS = new AtomicInteger();

    @TempDir
    static Path store;
    static Etcd etcd;

    private final String prefix = "check" + CHECKS.incrementAndGet() + ":";

    /** Starts the etcd of the checks of a class. */
    static void start(Path program) throws Exception {
        etcd = Etcd.plain(program, store.resolve("etcd")).start();
    }

    @AfterAll
    static void stop() {
        if (etcd != null) {
            etcd.close();
        }
    }

    @Override
    protected Bus open() throws InterruptedException {
        return new EtcdBus(options(prefix));
    }

    /** How a bus is reached whose keys have a prefix. */
    Options options(String under) {
        return Buses.options(under, etcd.address());
    }

    @Override
    protected void close(Bus opened) throws InterruptedException {
        ((EtcdBus) opened).close();
    }

    @Override
    protected Set<Ability> abilities() {
        return Set.of(Ability.DURABLE);
    }
}
