package io.leengine.monitor.embedded;

import io.leengine.spi.CallContext;
import io.leengine.spi.monitor.Sample;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The child process of {@link EmbeddedMonitorTest}: writes without end and prints what is on the disk. */
final class MonitorWriter {
    private MonitorWriter() {
    }

    /**
     * @param arguments the folder, and the time of the first sample
     */
    public static void main(String[] arguments) throws Exception {
        EmbeddedMonitor monitor = new EmbeddedMonitor("child", Path.of(arguments[0]), Duration.ofHours(24),
            Duration.ofSeconds(1), InstantSource.system());
        Instant start = Instant.parse(arguments[1]);
        for (int n = 0; n < 7_000; n++) {
            List<Sample> samples = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                samples.add(new Sample("m", Map.of("instance", "i" + i), start.plusSeconds(n), n));
            }
            monitor.write(CallContext.of("child", Duration.ofSeconds(10)), samples);
            if (n % 3 == 0) {
                monitor.maintain();
                System.out.println(n);
            }
        }
    }
}
