package io.leengine.scheduler.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.scheduler.local.state.JsonFiles;
import io.leengine.spi.scheduler.HealthCheck;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small rules: waits, ports, readiness, room, words. */
class PoliciesTest {
    @Test
    void waitsDoubleUpToTheMostAndBeginAnew() {
        Backoff backoff = new Backoff(Duration.ofMillis(400), Duration.ofSeconds(60), new Random(7));
        long step = 400;
        for (int i = 0; i < 100; i++) {
            long millis = backoff.next().toMillis();
            assertTrue(millis >= step / 2 && millis <= step, millis + " is not between half and all of " + step);
            step = Math.min(step * 2, 60_000);
        }
        backoff.reset();
        assertTrue(backoff.next().toMillis() <= 400);
    }

    @Test
    void aPortIsGivenOnceAndNeverWhenSomethingListens() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = Math.min(taken.getLocalPort(), 65_500);
            Ports ports = new Ports(port + "-" + (port + 30));
            int first = ports.take(taken.getLocalPort());
            assertNotEquals(taken.getLocalPort(), first);
            assertNotEquals(first, ports.take(first));
            ports.giveBack(first);
            assertEquals(first, ports.take(first));
        }
    }

    @Test
    void whatAnEarlierBuildDidNotKeepIsZero(@TempDir Path folder) throws Exception {
        JsonFiles json = new JsonFiles();
        HealthCheck check = new HealthCheck("/", Duration.ofSeconds(1), Duration.ofSeconds(1), 3, Duration.ofSeconds(9));
        json.write(folder.resolve("x"), check);
        String kept = Files.readString(folder.resolve("x"));
        assertEquals(check, json.read(folder.resolve("x"), HealthCheck.class));
        Files.writeString(folder.resolve("x"), kept.replaceAll(",?\"restartAfter\":0", "").replace("{,", "{"));
        assertNotEquals(kept, Files.readString(folder.resolve("x")));
        assertEquals(check, json.read(folder.resolve("x"), HealthCheck.class));
    }

    @Test
    void aLogFromATimeOnLeavesOutFilesThatAreOlder(@TempDir Path folder) throws Exception {
        InstanceLog log = new InstanceLog(folder, 1_024, 2);
        Instant old = Instant.parse("2026-01-01T00:00:00Z");
        for (int turn = 0; turn < 2; turn++) {
            Files.writeString(log.file(), "x".repeat(2_000));
            log.turnIfLong();
        }
        Files.writeString(log.file(), "newest");
        Files.setLastModifiedTime(folder.resolve("log.2"), FileTime.from(old));
        Files.setLastModifiedTime(folder.resolve("log.1"), FileTime.from(old.plusSeconds(60)));
        Files.setLastModifiedTime(log.file(), FileTime.from(old.plusSeconds(120)));
        assertEquals(new InstanceLog.Place(0, 0), log.since(old));
        assertEquals(new InstanceLog.Place(1, 0), log.since(old.plusSeconds(1)));
        assertEquals(new InstanceLog.Place(2, 0), log.since(old.plusSeconds(120)));
        assertEquals(new InstanceLog.Place(2, 6), log.since(old.plusSeconds(121)));
        assertEquals(new InstanceLog.Place(0, 0), new InstanceLog(folder.resolve("none"), 1_024, 2).since(old));
    }

    @Test
    void aLogIsReadPieceByPieceAndNotBeyondWhereItWas(@TempDir Path folder) throws Exception {
        InstanceLog log = new InstanceLog(folder, Long.MAX_VALUE, 2);
        int count = 200_000;
        try (var writer = Files.newBufferedWriter(log.file())) {
            for (int number = 0; number < count; number++) {
                writer.write("x".repeat(93) + String.format("%06d%n", number));
            }
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try (LogWatch watch = new LogWatch(log, log.since(Instant.EPOCH), Optional.of(log.end()), () -> false)) {
            assertTrue(watch.next(Duration.ZERO).orElseThrow().text().endsWith("x000000"));
            long taken = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(taken < 4 << 20, taken + " bytes for the first line");
            Files.writeString(log.file(), "printed later\n", StandardOpenOption.APPEND);
            int last = 0;
            for (var line = watch.next(Duration.ZERO).orElseThrow(); !line.last(); line = watch.next(Duration.ZERO).orElseThrow()) {
                last++;
                assertTrue(line.text().endsWith(String.format("x%06d", last)), line.text());
            }
            assertEquals(count - 1, last);
        }
    }

    @Test
    void theLastLinesOfALogAreFound(@TempDir Path folder) throws Exception {
        InstanceLog log = new InstanceLog(folder, 3, 2);
        assertEquals(List.of(), tail(log, 2));
        Files.writeString(log.file(), "a\nb\nc");
        log.turnIfLong();
        Files.writeString(log.file(), "d\n\ne");
        assertEquals(List.of(), tail(log, 0));
        assertEquals(List.of("e"), tail(log, 1));
        assertEquals(List.of("cd", "", "e"), tail(log, 3));
        assertEquals(List.of("a", "b", "cd", "", "e"), tail(log, 9));
        // Followed: what is no whole line yet is told when it is, and is none of those.
        assertEquals(new InstanceLog.Place(1, 3), new LastLines(0).in(log, log.end(), true));
        assertEquals(new InstanceLog.Place(0, 4), new LastLines(2).in(log, log.end(), true));
        int cut = LogWatch.LINE_BYTES;
        Files.writeString(log.file(), "y".repeat(2 * cut + 5) + "\nz\n");
        assertEquals(List.of(cut, 6, 1), tail(log, 3).stream().map(String::length).toList());
    }

    private static List<String> tail(InstanceLog log, int count) throws Exception {
        InstanceLog.Place end = log.end();
        List<String> lines = new ArrayList<>();
        try (LogWatch watch = new LogWatch(log, new LastLines(count).in(log, end, false), Optional.of(end), () -> false)) {
            for (var line = watch.next(Duration.ZERO).orElseThrow(); !line.last(); line = watch.next(Duration.ZERO).orElseThrow()) {
                lines.add(line.text());
            }
        }
        return lines;
    }

    @Test
    void noPortLeftIsSaid() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Ports ports = new Ports(taken.getLocalPort() + "-" + taken.getLocalPort());
            assertEquals(ErrorCode.INSUFFICIENT_RESOURCES,
                assertThrows(EngineException.class, () -> ports.take(0)).code());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20000", "20001-20000", "0-10", "60000-70000", "a-b"})
    void malformedRangesAreRefused(String range) {
        assertEquals("ports", assertThrows(EngineException.class, () -> new Ports(range)).field().orElseThrow());
    }

    @Test
    void readinessNeedsOneGoodAnswerAndEndsAfterBadOnesInARow() {
        Readiness readiness = new Readiness(2, false, false);
        readiness.answered("refused");
        assertFalse(readiness.ready());
        assertEquals("refused", readiness.reason());
        readiness.answered("");
        readiness.answered("late");
        assertTrue(readiness.ready());
        readiness.answered("");
        readiness.answered("late");
        assertTrue(readiness.ready(), "not in a row");
        readiness.answered("late");
        assertFalse(readiness.ready());
        assertTrue(readiness.healthy());
    }

    @Test
    void roomIsPromisedOnceAnInstance() {
        Room room = new Room(100);
        assertTrue(room.take("a", 60));
        assertTrue(room.take("a", 60));
        assertFalse(room.take("b", 60));
        room.giveBack("a");
        assertTrue(room.take("b", 60));
    }

    @Test
    void endsAreSaidInWords() {
        assertEquals("It ended with exit status 3. Its last output: oops",
            ExitReason.of(List.of("up", "3"), 0, 1, "oops"));
        assertEquals("It was ended by signal 11 (SEGV).", ExitReason.of(List.of("up", "139"), 0, 1, ""));
        assertEquals("It used more than its 64 MiB of memory and was killed.",
            ExitReason.of(List.of("up", "137"), 1, 64L << 20, ""));
        assertEquals("It was killed together with its sandbox.", ExitReason.of(List.of("up"), 0, 1, ""));
    }
}
