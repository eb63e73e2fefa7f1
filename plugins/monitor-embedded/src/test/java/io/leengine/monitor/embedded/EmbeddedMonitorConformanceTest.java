package io.leengine.monitor.embedded;

import io.leengine.spi.monitor.Monitor;
import io.leengine.tck.Ability;
import io.leengine.tck.MonitorConformance;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

class EmbeddedMonitorConformanceTest extends MonitorConformance {
    @Override
    protected Monitor open() {
        return new EmbeddedMonitor("test", folder(), Duration.ofHours(24), Duration.ofSeconds(10),
            InstantSource.system());
    }

    @Override
    protected void close(Monitor opened) throws IOException {
        ((EmbeddedMonitor) opened).close();
    }

    @Override
    protected Set<Ability> abilities() {
        return Set.of(Ability.DURABLE);
    }
}
