package io.leengine.bus.embedded;

import io.leengine.spi.bus.Bus;
import io.leengine.tck.Ability;
import io.leengine.tck.BusConformance;
import java.io.IOException;
import java.util.Set;

class EmbeddedBusConformanceTest extends BusConformance {
    @Override
    protected Bus open() {
        return new EmbeddedBus("test", folder(), 1 << 16, 1_000);
    }

    @Override
    protected void close(Bus opened) throws IOException {
        ((EmbeddedBus) opened).close();
    }

    @Override
    protected Set<Ability> abilities() {
        return Set.of(Ability.DURABLE);
    }
}
