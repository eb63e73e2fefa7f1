package io.leengine.tck;

import io.leengine.spi.bus.Bus;

class InMemoryBusTest extends BusConformance {
    @Override
    protected Bus open() {
        return new InMemoryBus("memory");
    }

    @Override
    protected void close(Bus opened) {
        ((InMemoryBus) opened).close();
    }

    @Override
    protected boolean durable() {
        return false;
    }
}
