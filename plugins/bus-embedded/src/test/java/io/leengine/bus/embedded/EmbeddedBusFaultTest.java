package io.leengine.bus.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmbeddedBusFaultTest {
    @TempDir
    Path folder;

    private static CallContext ctx() {
        return CallContext.of("test", Duration.ofSeconds(30));
    }

    private EmbeddedBus open() {
        return new EmbeddedBus("test", folder, 1 << 16, 1_000);
    }

    private Path journal() {
        return folder.resolve(Journal.FILE);
    }

    private static void put(Bus bus, String key, String value) throws InterruptedException {
        bus.put(ctx(), key, value.getBytes(), Optional.empty());
    }

    private ProcessBuilder child(int threads, String... prefix) {
        List<String> command = new ArrayList<>(List.of(prefix));
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
            "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), BusWriter.class.getName(),
            folder.toString(), Integer.toString(threads)));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    /** Reads what a child was answered, until enough or its end. */
    private static void readAnswers(Process child, int enough, Map<String, Long> answered, List<String> rest)
            throws IOException {
        try (BufferedReader lines = child.inputReader()) {
            String line = lines.readLine();
            for (int read = 1; line != null; read++) {
                if (line.startsWith("/k/")) {
                    String[] parts = line.split(" ");
                    answered.put(parts[0], Long.parseLong(parts[1]));
                } else {
                    rest.add(line);
                }
                if (read == enough) {
                    // Through the handle: the process's own method closes its output, and what is in the pipe counts.
                    child.toHandle().destroyForcibly();
                }
                line = lines.readLine();
            }
        }
    }

    private void assertNothingLost(Map<String, Long> answered) throws Exception {
        try (EmbeddedBus bus = open()) {
            for (Map.Entry<String, Long> answer : answered.entrySet()) {
                long kept = BusWriter.number(bus.get(ctx(), answer.getKey()).orElseThrow());
                assertTrue(kept >= answer.getValue(),
                    answer.getKey() + ": " + answer.getValue() + " was answered, " + kept + " is there");
            }
            assertTrue(bus.get(ctx(), "/leased").isEmpty(), "the dead child's lease must be gone");
        }
    }

    @Test
    void aKillInMidWriteLosesNothingAnswered() throws Exception {
        Map<String, Long> answered = new HashMap<>();
        for (int enough : new int[] {1, 300, 1_000, 2_500}) {
            Process child = child(20).start();
            try {
                readAnswers(child, enough, answered, new ArrayList<>());
                assertTrue(child.waitFor(20, TimeUnit.SECONDS));
                assertEquals(137, child.exitValue(), "it must have been killed, not ended");
            } finally {
                child.destroyForcibly();
            }
            assertNothingLost(answered);
        }
        assertEquals(20, answered.size());
    }

    @Test
    void aFullDiskRefusesAndKeepsWhatWasAnswered() throws Exception {
        Map<String, Long> answered = new HashMap<>();
        List<String> rest = new ArrayList<>();
        // The live entries alone pass the limit, so compaction cannot help for ever.
        Process child = child(400, "prlimit", "--fsize=100000:100000").start();
        try {
            readAnswers(child, Integer.MAX_VALUE, answered, rest);
            assertTrue(child.waitFor(20, TimeUnit.SECONDS));
        } finally {
            child.destroyForcibly();
        }
        assertTrue(rest.contains("refused UNAVAILABLE"), rest.toString());
        assertTrue(rest.contains("readable " + answered.size()), "reads go on: " + rest);
        assertTrue(rest.contains("health DEGRADED"), rest.toString());
        assertNothingLost(answered);
        try (EmbeddedBus bus = open()) {
            assertEquals(answered.size(), bus.list(ctx(), "/k/").entries().size(), "what was refused is not there");
        }
    }

    @Test
    void aTornTailIsDropped() throws Exception {
        try (EmbeddedBus bus = open()) {
            put(bus, "/a", "1");
            put(bus, "/b", "1");
        }
        byte[] whole = Files.readAllBytes(journal());
        try (EmbeddedBus bus = open()) {
            put(bus, "/c", "1");
        }
        byte[] longer = Files.readAllBytes(journal());
        for (int cut = whole.length; cut < longer.length; cut++) {
            Files.write(journal(), java.util.Arrays.copyOf(longer, cut));
            try (EmbeddedBus bus = open()) {
                assertEquals(2, bus.list(ctx(), "").entries().size(), "cut at " + cut);
                put(bus, "/d", "1");
            }
            try (EmbeddedBus bus = open()) {
                assertTrue(bus.get(ctx(), "/d").isPresent(), "what is written after a cut stays");
            }
        }
    }

    @Test
    void damageInTheMiddleIsNotTakenForATornTail() throws Exception {
        try (EmbeddedBus bus = open()) {
            for (int i = 0; i < 10; i++) {
                put(bus, "/k/" + i, "value");
            }
        }
        long at = Files.size(journal()) / 2;
        try (RandomAccessFile file = new RandomAccessFile(journal().toFile(), "rw")) {
            file.seek(at);
            int old = file.read();
            file.seek(at);
            file.write(old ^ 1);
        }
        byte[] before = Files.readAllBytes(journal());
        EngineException error = assertThrows(EngineException.class, this::open);
        assertEquals(ErrorCode.UNAVAILABLE, error.code());
        assertTrue(error.getMessage().contains("damaged"), error.getMessage());
        assertEquals(-1, java.util.Arrays.mismatch(before, Files.readAllBytes(journal())), "it is left for repair");
    }

    @Test
    void aForeignFileIsRefused() throws Exception {
        Files.writeString(journal(), "something else");
        assertEquals(ErrorCode.UNAVAILABLE, assertThrows(EngineException.class, this::open).code());
    }

    @Test
    void aSecondOpenerIsRefused() throws Exception {
        try (EmbeddedBus bus = open()) {
            EngineException error = assertThrows(EngineException.class, this::open);
            assertEquals(ErrorCode.CONFLICT, error.code());
            assertTrue(error.nextStep().isPresent());
            Process child = child(1).start();
            try {
                assertTrue(child.waitFor(20, TimeUnit.SECONDS));
                assertEquals(1, child.exitValue(), "another process may not open it either");
            } finally {
                child.destroyForcibly();
            }
            put(bus, "/a", "1");
        }
        open().close();
    }

    @Test
    void aFolderThatCannotBeUsedSaysSo() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        EngineException error = assertThrows(EngineException.class,
            () -> new EmbeddedBus("test", file.resolve("bus"), 1 << 16, 10));
        assertEquals(ErrorCode.UNAVAILABLE, error.code());
        assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
    }

    @Test
    void theFileStaysSmallAndTheHistoryGoesOverIntoAList() throws Exception {
        long start;
        long last = 0;
        try (EmbeddedBus bus = open(); ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            start = bus.list(ctx(), "").revision();
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String key = "/k/" + i;
                all.add(threads.submit(() -> {
                    for (int n = 0; n < 60; n++) {
                        put(bus, key, n + "x".repeat(200));
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
            last = bus.list(ctx(), "").revision();
            assertEquals(start + 3_000, last);
            assertTrue(Files.size(journal()) < 200_000, "size " + Files.size(journal()));
            try (Watch<BusEvent> watch = bus.watch(ctx(), "/k/", start)) {
                assertInstanceOf(BusEvent.Listed.class, watch.next(Duration.ofSeconds(5)).orElseThrow());
            }
            try (Watch<BusEvent> watch = bus.watch(ctx(), "/k/", last - 900)) {
                assertInstanceOf(BusEvent.Put.class, watch.next(Duration.ofSeconds(5)).orElseThrow());
            }
        }
        try (EmbeddedBus bus = open()) {
            assertEquals(last, bus.list(ctx(), "").revision());
            assertEquals(50, bus.list(ctx(), "/k/").entries().size());
        }
    }

    @Test
    void aWatchGoesOnOverARestart() throws Exception {
        long first;
        try (EmbeddedBus bus = open()) {
            first = bus.put(ctx(), "/a", new byte[1], Optional.empty());
            put(bus, "/b", "1");
        }
        try (EmbeddedBus bus = open(); Watch<BusEvent> watch = bus.watch(ctx(), "/", first)) {
            assertInstanceOf(BusEvent.Put.class, watch.next(Duration.ofSeconds(5)).orElseThrow());
        }
    }

    @Test
    void nothingIsLeftAfterClose() throws Exception {
        EmbeddedBus bus = open();
        put(bus, "/a", "1");
        bus.close();
        assertFalse(Thread.getAllStackTraces().keySet().stream()
            .anyMatch(t -> t.getName().equals("leengine-bus-test")));
        bus.close();
    }
}
