package io.leengine.monitor.embedded;

import io.leengine.spi.monitor.Monitor;
import io.leengine.tck.MonitorConformance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMonitorConformanceTest extends MonitorConformance {
    @TempDir
    Path folder;

    @Override
    protected Monitor open() {
        return new EmbeddedMonitor("test", folder, Duration.ofHours(24), Duration.ofSeconds(10),
            InstantSource.system());
    }

    @Override
    protected void close(Monitor opened) throws IOException {
        ((EmbeddedMonitor) opened).close();
    }
}
