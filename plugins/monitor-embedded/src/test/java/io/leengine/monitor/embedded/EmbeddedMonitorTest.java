package io.leengine.monitor.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.monitor.RangeQuery;
import io.leengine.spi.monitor.RangeQuery.Reduce;
import io.leengine.spi.monitor.Sample;
import io.leengine.spi.monitor.Series;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmbeddedMonitorTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(START.plus(1, ChronoUnit.HOURS));

    private EmbeddedMonitor open() {
        return new EmbeddedMonitor("test", folder, Duration.ofHours(6), Duration.ofSeconds(10), now::get);
    }

    private static CallContext ctx() {
        return CallContext.of("test", Duration.ofSeconds(30));
    }

    private static Sample sample(int seconds, double value) {
        return new Sample("m", Map.of("instance", "i"), START.plusSeconds(seconds), value);
    }

    private static void write(EmbeddedMonitor monitor, Sample... samples) throws InterruptedException {
        monitor.write(ctx(), List.of(samples));
    }

    private static List<Double> values(EmbeddedMonitor monitor) throws InterruptedException {
        List<Series> series = monitor.query(ctx(), new RangeQuery("m", Map.of(), START, START.plus(2, ChronoUnit.DAYS),
            Duration.ofSeconds(20), Reduce.LAST));
        return series.isEmpty() ? List.of() : series.getFirst().points().stream().map(Series.Point::value).toList();
    }

    private List<String> files(String end) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(end))
                .sorted().toList();
        }
    }

    @Test
    void hoursThatAreOverBecomeBlocksAndTellTheSame() throws Exception {
        try (EmbeddedMonitor monitor = open()) {
            write(monitor, sample(0, 1.5), sample(20, -2), sample(3_600, 3), sample(3_620, 1e300));
            List<Double> before = values(monitor);
            assertEquals(List.of(1.5, -2.0, 3.0, 1e300), before);
            monitor.maintain();
            assertEquals(2, files(".log").size());
            now.set(START.plus(3, ChronoUnit.HOURS));
            monitor.maintain();
            assertEquals(List.of(), files(".log"));
            assertEquals(2, files(".block").size());
            assertEquals(before, values(monitor));
            write(monitor, sample(40, 9));
            assertEquals(List.of(1.5, -2.0, 9.0, 3.0, 1e300), values(monitor), "a late one");
            now.set(now.get().plusSeconds(120));
            monitor.maintain();
            assertEquals(2, files(".block").size(), "the old block is gone");
            assertEquals(List.of(1.5, -2.0, 9.0, 3.0, 1e300), values(monitor));
        }
        try (EmbeddedMonitor monitor = open()) {
            assertEquals(List.of(1.5, -2.0, 9.0, 3.0, 1e300), values(monitor));
        }
    }

    @Test
    void ofLongerAgoThanTheRetentionThereIsNothing() throws Exception {
        try (EmbeddedMonitor monitor = open()) {
            write(monitor, sample(0, 1));
            now.set(START.plus(3, ChronoUnit.DAYS));
            assertEquals(List.of(), values(monitor));
        }
    }

    @Test
    void whatIsOlderThanTheRetentionGoes() throws Exception {
        try (EmbeddedMonitor monitor = open()) {
            write(monitor, sample(0, 1), sample(3_600, 2));
            now.set(START.plus(6, ChronoUnit.HOURS).plusSeconds(1));
            assertEquals(List.of(2.0), values(monitor), "to the second");
            monitor.maintain();
            now.set(START.plus(7, ChronoUnit.HOURS).plusSeconds(1));
            monitor.maintain();
            assertEquals(1, files(".block").size() + files(".log").size());
            now.set(START.plus(9, ChronoUnit.HOURS));
            monitor.maintain();
            assertEquals(List.of(), files(".block"));
            write(monitor, sample(0, 1));
            assertEquals(List.of(), values(monitor), "too old to be taken");
        }
    }

    @Test
    void ofSamplesCloserThanTheResolutionTheLastStays() throws Exception {
        try (EmbeddedMonitor monitor = open()) {
            write(monitor, sample(0, 1), sample(4, 2), sample(9, 3), sample(5, 4), sample(10, 5));
            List<Series.Point> points = monitor.query(ctx(), new RangeQuery("m", Map.of(), START, START.plusSeconds(20),
                Duration.ofSeconds(1), Reduce.MAX)).getFirst().points();
            assertEquals(List.of(new Series.Point(START.plusSeconds(9), 3), new Series.Point(START.plusSeconds(10), 5)),
                points);
        }
    }

    @Test
    void oddSamplesAreRefusedOrLeftOut() throws Exception {
        try (EmbeddedMonitor monitor = open()) {
            for (String metric : List.of("", "M", "a-b", "1a", "a".repeat(201))) {
                EngineException error = assertThrows(EngineException.class,
                    () -> write(monitor, sample(0, 1), new Sample(metric, Map.of(), START, 1)));
                assertEquals(ErrorCode.INVALID, error.code());
            }
            assertEquals(List.of(), values(monitor), "a refused write leaves nothing");
            write(monitor, sample(0, Double.NaN), sample(20, Double.POSITIVE_INFINITY), sample(40, 1));
            assertEquals(List.of(1.0), values(monitor));
            assertEquals(Health.State.UP, monitor.health().state());
            write(monitor, sample(3 * 3_600, 1));
            assertEquals(Health.State.DEGRADED, monitor.health().state(), "a clock is ahead");
            assertEquals(List.of(1.0), values(monitor));
        }
    }

    @Test
    void aTornLogLosesItsEndOnly() throws Exception {
        try (EmbeddedMonitor monitor = open()) {
            write(monitor, sample(0, 1));
            monitor.maintain();
            write(monitor, sample(20, 2));
        }
        Path log = folder.resolve(files(".log").getFirst());
        byte[] whole = Files.readAllBytes(log);
        for (int cut = whole.length - 1; cut > whole.length - 30; cut--) {
            Files.write(log, java.util.Arrays.copyOf(whole, cut));
            try (EmbeddedMonitor monitor = open()) {
                assertEquals(List.of(1.0), values(monitor), "cut at " + cut);
                write(monitor, sample(40, 3));
            }
            try (EmbeddedMonitor monitor = open()) {
                assertEquals(List.of(1.0, 3.0), values(monitor), "cut at " + cut);
            }
        }
    }

    @Test
    void aDamagedBlockIsLeftOutAndTold() throws Exception {
        try (EmbeddedMonitor monitor = open()) {
            write(monitor, sample(0, 1), sample(3_600, 2));
            now.set(START.plus(3, ChronoUnit.HOURS));
            monitor.maintain();
            monitor.maintain();
            assertEquals(2, files(".block").size());
        }
        for (long at : new long[] {0, -1}) {
            Path block = folder.resolve(files(".block").getFirst());
            byte[] whole = Files.readAllBytes(block);
            try (RandomAccessFile file = new RandomAccessFile(block.toFile(), "rw")) {
                file.seek(at < 0 ? file.length() - 1 : at);
                file.write(0x55);
            }
            try (EmbeddedMonitor monitor = open()) {
                assertEquals(List.of(2.0), values(monitor));
                assertEquals(Health.State.DEGRADED, monitor.health().state());
            }
            Files.write(block, whole);
        }
    }

    @Test
    void aDiskThatRefusesCostsNothingButTime() throws Exception {
        try (EmbeddedMonitor monitor = open()) {
            // A folder in the log's place: opening it fails until it goes.
            Path log = Files.createDirectory(folder.resolve(START.getEpochSecond() / 3_600 + ".log"));
            write(monitor, sample(0, 1));
            monitor.maintain();
            assertEquals(Health.State.DEGRADED, monitor.health().state());
            assertEquals(List.of(1.0), values(monitor));
            Files.delete(log);
            monitor.maintain();
            assertEquals(Health.State.UP, monitor.health().state());
        }
        try (EmbeddedMonitor monitor = open()) {
            assertEquals(List.of(1.0), values(monitor));
        }
    }

    @Test
    void aSecondOpenerIsRefused() throws Exception {
        try (EmbeddedMonitor monitor = open()) {
            assertEquals(ErrorCode.CONFLICT, assertThrows(EngineException.class, this::open).code());
            write(monitor, sample(0, 1));
        }
        EmbeddedMonitor monitor = open();
        monitor.close();
        monitor.close();
        assertFalse(Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.getName().equals("leengine-monitor-test")));
    }

    @Test
    void aFolderThatCannotBeUsedSaysSo() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        EngineException error = assertThrows(EngineException.class, () -> new EmbeddedMonitor("test",
            file.resolve("monitor"), Duration.ofHours(1), Duration.ofSeconds(10), InstantSource.system()));
        assertEquals(ErrorCode.UNAVAILABLE, error.code());
    }

    @Test
    void aKillLosesNothingThatWasFlushed() throws Exception {
        Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(3, ChronoUnit.HOURS).plusSeconds(3_500);
        int flushed = -1;
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), MonitorWriter.class.getName(),
            folder.toString(), start.toString()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader lines = child.inputReader()) {
            String line = lines.readLine();
            while (line != null) {
                flushed = Integer.parseInt(line);
                if (flushed == 300) {
                    child.toHandle().destroyForcibly();
                }
                line = lines.readLine();
            }
            assertTrue(child.waitFor(20, TimeUnit.SECONDS));
            assertEquals(137, child.exitValue());
        } finally {
            child.destroyForcibly();
        }
        try (EmbeddedMonitor monitor = new EmbeddedMonitor("test", folder, Duration.ofHours(24), Duration.ofSeconds(1),
                InstantSource.system())) {
            List<Series> series = monitor.query(ctx(), new RangeQuery("m", Map.of(), start, start.plusSeconds(7_000),
                Duration.ofSeconds(1), Reduce.LAST));
            assertEquals(20, series.size());
            for (Series one : series) {
                assertTrue(one.points().size() > flushed, one.points().size() + " of " + flushed);
                for (int n = 0; n < one.points().size(); n++) {
                    assertEquals(n, one.points().get(n).value());
                }
            }
        }
    }

    /** The size it is made for: 2,000 samples every ten seconds, a day of one label set. */
    @Test
    void aDayOfTwoThousandSeriesIsCheap() throws Exception {
        now.set(START);
        try (EmbeddedMonitor monitor = new EmbeddedMonitor("test", folder, Duration.ofHours(168),
                Duration.ofSeconds(60), now::get)) {
            long writing = 0;
            for (int minute = 0; minute < 1_440; minute++) {
                now.set(START.plusSeconds(minute * 60L));
                List<Sample> samples = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    samples.add(new Sample("instance_memory_bytes", Map.of("application", "a" + i % 50, "version", "1",
                        "cell", "c1", "instance", "i" + i), now.get(), 1e8 + (minute * 37 + i) % 1000 * 4096));
                }
                long start = System.nanoTime();
                monitor.write(ctx(), samples);
                writing += System.nanoTime() - start;
                if (minute % 60 == 59) {
                    now.set(now.get().plusSeconds(1));
                    monitor.maintain();
                }
            }
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                List<Series> series = monitor.query(ctx(), new RangeQuery("instance_memory_bytes",
                    Map.of("instance", "i7"), START, START.plus(1, ChronoUnit.DAYS), Duration.ofSeconds(60),
                    Reduce.MEAN));
                best = Math.min(best, System.nanoTime() - start);
                assertEquals(1_440, series.getFirst().points().size());
            }
            long size = 0;
            for (String file : files(".block")) {
                size += Files.size(folder.resolve(file));
            }
            System.getLogger("test").log(Level.INFO, "500 samples: {0} us; a day of one: {1} us; {2} bytes in blocks",
                writing / 1_440 / 1_000, best / 1_000, size);
            assertTrue(best < TimeUnit.MILLISECONDS.toNanos(200), best + " ns");
        }
    }
}
