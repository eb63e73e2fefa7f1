package io.leengine.bus.etcd;

import io.leengine.spi.bus.Bus;
import java.util.List;
import java.util.Optional;

/**
 * A bus on an etcd without encryption and users, opened without the services of a framework: for programs that measure, and
 * for tests of what needs a bus.
 */
public final class StandaloneBus {
    private final EtcdBus bus;

    private StandaloneBus(EtcdBus bus) {
        this.bus = bus;
    }

    /**
     * Opens one.
     *
     * @param name the bus's name
     * @param prefix before each of its keys; ends in its only colon
     * @param endpoints the members' addresses
     */
    public static StandaloneBus open(String name, String prefix, String... endpoints) throws InterruptedException {
        return new StandaloneBus(new EtcdBus(new Options(name, Endpoint.parse(String.join(",", List.of(endpoints))).endpoints(),
            new KeySpace(prefix), Optional.empty(), "", "")));
    }

    /** Returns the bus itself. */
    public Bus bus() {
        return bus;
    }

    /** Closes it. */
    public void close() throws InterruptedException {
        bus.close();
    }
}
