package io.leengine.bus.embedded;

import io.leengine.spi.bus.Bus;
import io.leengine.tck.BusConformance;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBusConformanceTest extends BusConformance {
    @TempDir
    Path folder;

    @Override
    protected Bus open() {
        return new EmbeddedBus("test", folder, 1 << 16, 1_000);
    }

    @Override
    protected void close(Bus opened) throws IOException {
        ((EmbeddedBus) opened).close();
    }
}
