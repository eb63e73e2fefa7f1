package io.leengine.network.local;

import io.leengine.spi.network.Network;
import io.leengine.tck.InMemoryBus;
import io.leengine.tck.NetworkConformance;
import java.time.InstantSource;
import java.util.List;

class LocalNetworkConformanceTest extends NetworkConformance {
    private final InMemoryBus bus = new InMemoryBus("bus");

    @Override
    protected Network open() {
        return new LocalNetwork("test", List.of(), bus, InstantSource.system());
    }

    @Override
    protected void close(Network opened) {
        ((LocalNetwork) opened).close();
    }
}
