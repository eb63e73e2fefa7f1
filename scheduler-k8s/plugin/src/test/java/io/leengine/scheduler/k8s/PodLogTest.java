package io.leengine.scheduler.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.scheduler.InstanceLogs.Line;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PodLogTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** What a process prints that stands for the cluster's clock; this machine's may say anything. */
    private static final Instant CLUSTER = Instant.parse("2001-01-01T00:00:00Z");

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream broken() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("cut");
            }
        };
    }

    private static String line(int second, String text) {
        return CLUSTER.plusSeconds(second) + " " + text + "\n";
    }

    private static EngineException unavailable() {
        return new EngineException(ErrorCode.UNAVAILABLE, "nobody answers");
    }

    private static List<String> rest(PodLog log) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        for (Line line = log.next(LIMIT).orElseThrow(); !line.last(); line = log.next(LIMIT).orElseThrow()) {
            lines.add(line.text());
        }
        return lines;
    }

    /** Follows a log that begins with one stream and goes on with others, until there is no other. */
    private static PodLog following(InputStream first, List<Callable<InputStream>> others) {
        Deque<Callable<InputStream>> left = new ArrayDeque<>(others);
        AtomicBoolean gone = new AtomicBoolean();
        return new PodLog(since -> {
            try {
                InputStream next = left.remove().call();
                gone.set(left.isEmpty());
                return next;
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }, first, Instant.MIN, true, gone::get, "test");
    }

    @Test
    void aFollowedLogGoesOnAfterWhatCannotBeOpenedAndWhatBreaks() throws Exception {
        try (PodLog log = following(new SequenceInputStream(stream(line(1, "a") + line(2, "b")), broken()), List.of(() -> {
            throw unavailable();
        }, () -> {
            throw EngineException.notFound("pod", "test");
        }, InputStream::nullInputStream, () -> stream(line(1, "a") + line(2, "b") + line(3, "c"))))) {
            assertEquals(List.of("a", "b", "c"), rest(log));
            assertTrue(log.next(LIMIT).orElseThrow().last(), "the end stays the end");
        }
    }

    @Test
    void whatWillNeverBeReadIsSaidAgainAndAgain() throws Exception {
        for (RuntimeException fault : List.of(new EngineException(ErrorCode.INTERNAL, "no"), new IllegalStateException("no"))) {
            try (PodLog log = following(stream(line(1, "a")), List.of(() -> {
                throw fault;
            }, InputStream::nullInputStream))) {
                assertEquals("a", log.next(LIMIT).orElseThrow().text());
                assertEquals(ErrorCode.INTERNAL, assertThrows(EngineException.class, () -> log.next(LIMIT)).code());
                assertEquals(ErrorCode.INTERNAL, assertThrows(EngineException.class, () -> log.next(LIMIT)).code());
            }
        }
    }

    @Test
    void aBrokenLogIsNotToldAsComplete() throws Exception {
        try (PodLog log = new PodLog(since -> InputStream.nullInputStream(),
                new SequenceInputStream(stream(line(1, "a")), broken()), Instant.MIN, false, () -> false, "test")) {
            assertEquals("a", log.next(LIMIT).orElseThrow().text());
            assertEquals(ErrorCode.UNAVAILABLE, assertThrows(EngineException.class, () -> log.next(LIMIT)).code());
            assertEquals(ErrorCode.UNAVAILABLE, assertThrows(EngineException.class, () -> log.next(LIMIT)).code());
        }
    }

    @Test
    void aLineWithoutEndTakesNoMoreMemoryThanAPiece() throws Exception {
        int bytes = 64 << 20;
        InputStream endless = new InputStream() {
            private int given;

            @Override
            public int read() {
                return given++ < bytes ? 'x' : -1;
            }
        };
        long total = 0;
        try (PodLog log = new PodLog(since -> InputStream.nullInputStream(),
                new SequenceInputStream(stream(CLUSTER + " "), endless), Instant.MIN, false, () -> false, "test")) {
            for (Line line = log.next(LIMIT).orElseThrow(); !line.last(); line = log.next(LIMIT).orElseThrow()) {
                assertEquals(CLUSTER, line.at());
                assertTrue(line.text().length() <= 64 << 10);
                total += line.text().length();
            }
        }
        assertEquals(bytes, total);
    }

    @Test
    void whatTheClusterSaysItselfIsToldOnceAndHidesNothing() throws Exception {
        String own = "unable to retrieve container logs\n";
        try (PodLog log = following(stream(line(1, "a") + own), List.of(() -> stream(own), () -> stream(own + line(2, "b"))))) {
            assertEquals(List.of("a", "unable to retrieve container logs", "b"), rest(log));
        }
    }

    @Property(tries = 300)
    void piecesAreTheWholeLinesAndCutNoCharacter(@ForAll List<String> texts, @ForAll @IntRange(min = 4, max = 20) int most)
            throws Exception {
        List<String> lines = texts.stream().map(text -> new String(text.getBytes(StandardCharsets.UTF_8),
            StandardCharsets.UTF_8).replace("\n", "")).toList();
        List<StringBuilder> read = new ArrayList<>();
        new LinePieces(stream(lines.stream().map(text -> text + "\n").collect(Collectors.joining())), most)
            .read((text, first) -> {
                assertTrue(text.getBytes(StandardCharsets.UTF_8).length <= most);
                if (first) {
                    read.add(new StringBuilder());
                }
                read.getLast().append(text);
            });
        assertEquals(lines, read.stream().map(StringBuilder::toString).toList());
    }
}
