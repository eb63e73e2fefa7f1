package io.leengine.registry.ceph.rados;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.registry.ceph.Names;
import io.leengine.registry.ceph.Names.Entry;
import io.leengine.spi.registry.RegistryStorage.Page;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedCluster.class)
class RadosNamesTest {
    private final Target target;
    private Rados rados;
    private Names names;

    RadosNamesTest(Target target) {
        this.target = target;
    }

    @BeforeEach
    void connect() {
        rados = new Rados(target);
        names = new RadosNames(rados, Map.of("spread", 5), Set.of());
    }

    @AfterEach
    void disconnect() {
        rados.close();
    }

    @Test
    void aValueIsPutOnceAndReplacedOnlyByWhoReadIt() throws Exception {
        assertEquals(Optional.empty(), names.get("a", "x"));
        assertTrue(names.putIfAbsent("a", "x", bytes("1")));
        assertTrue(names.putIfAbsent("a", "x", bytes("1")), "the same value again: its first answer may have been lost");
        assertFalse(names.putIfAbsent("a", "x", bytes("2")));
        Entry read = names.get("a", "x").orElseThrow();
        assertArrayEquals(bytes("1"), read.value());
        Entry second = names.replace("a", read, bytes("2")).orElseThrow();
        assertEquals(Optional.empty(), names.replace("a", read, bytes("3")));
        assertArrayEquals(bytes("2"), names.replace("a", read, bytes("2")).orElseThrow().value(), "an answer was lost");
        assertEquals(Optional.empty(), names.replace("none", read, bytes("3")));
        assertFalse(names.remove("a", read));
        assertTrue(names.remove("a", second));
        assertTrue(names.remove("a", second));
        assertEquals(Optional.empty(), names.replace("a", second, bytes("3")));
        assertEquals(Optional.empty(), names.get("a", "x"));
        names.remove("a", "x");
        names.remove("none", "x");
        assertTrue(names.putIfAbsent("a", "empty", new byte[0]));
        assertFalse(names.putIfAbsent("a", "empty", bytes("1")), "a value may be empty, and is there");
    }

    @Test
    void namesAreListedInOrderPageByPageAndByPrefix() throws Exception {
        List<String> all = List.of("A", "a", "a-b", "a.b", "a/b", "a/c", "a/z", "a0", "aa", "b");
        for (String folder : List.of("plain", "spread")) {
            for (String name : all.reversed()) {
                names.putIfAbsent(folder, name, bytes("value of " + name));
            }
            assertEquals(new Page<>(all, false), names.names(folder, "", Optional.empty(), all.size()));
            assertEquals(new Page<>(all.subList(0, 3), true), names.names(folder, "", Optional.empty(), 3));
            assertEquals(new Page<>(all.subList(7, 10), false), names.names(folder, "", Optional.of("a/zz"), 3));
            assertEquals(new Page<>(all.subList(4, 7), false), names.names(folder, "a/", Optional.empty(), 3));
            assertEquals(new Page<>(all.subList(5, 6), true), names.names(folder, "a/", Optional.of("a/b"), 1));
            assertEquals(new Page<String>(List.of(), false), names.names(folder, "c", Optional.empty(), 3));
            Page<Entry> entries = names.entries(folder, "a/", Optional.of("a/b"), 5);
            assertEquals(List.of("a/c", "a/z"), entries.items().stream().map(Entry::name).toList());
            assertArrayEquals(bytes("value of a/z"), entries.items().getLast().value());
        }
    }

    /** More than the cluster gives in one answer. */
    @Test
    void aLongListIsWholeAndInOrder() throws Exception {
        int count = 1_200;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> puts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String name = "n" + i;
                puts.add(() -> names.putIfAbsent("spread", name, bytes(name)) & names.putIfAbsent("plain", name, bytes(name)));
            }
            for (var put : threads.invokeAll(puts, 60, TimeUnit.SECONDS)) {
                assertTrue(put.get());
            }
        }
        List<String> sorted = IntStream.range(0, count).mapToObj(i -> "n" + i).sorted().toList();
        for (String folder : List.of("plain", "spread")) {
            assertEquals(new Page<>(sorted, false), names.names(folder, "n", Optional.empty(), count));
            Page<Entry> entries = names.entries(folder, "", Optional.of(sorted.get(99)), count - 101);
            assertEquals(sorted.subList(100, count - 1), entries.items().stream().map(Entry::name).toList());
            assertTrue(entries.more());
        }
    }

    @Test
    void foldersAreListedOnceTheyHoldSomething() throws Exception {
        for (String folder : List.of("r/b", "r/a", "r/a/b", "s")) {
            names.putIfAbsent(folder, "x", bytes(folder));
        }
        assertEquals(new Page<>(List.of("r/a", "r/a/b", "r/b"), false), names.folders("r/", Optional.empty(), 10));
        assertEquals(new Page<>(List.of("r/b"), true), names.folders("", Optional.of("r/a/b"), 1));
    }

    @Test
    void ofManyWhoPutOrReplaceAtOnceOneSucceeds() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertEquals(1, threads.invokeAll(IntStream.range(0, 30).<Callable<Boolean>>mapToObj(
                i -> () -> names.putIfAbsent("race", "x", bytes("v" + i))).toList()).stream().filter(RadosNamesTest::won).count());
            Entry read = names.get("race", "x").orElseThrow();
            assertEquals(1, threads.invokeAll(IntStream.range(0, 30).<Callable<Boolean>>mapToObj(
                i -> () -> names.replace("race", read, bytes("w" + i)).isPresent()).toList()).stream()
                .filter(RadosNamesTest::won).count());
        }
    }

    private static boolean won(Future<Boolean> attempt) {
        return attempt.resultNow();
    }

    @Test
    void theLargestValueComesBack() throws Exception {
        byte[] value = new byte[Names.MAX_VALUE];
        Arrays.fill(value, (byte) 7);
        assertTrue(names.putIfAbsent("a", "large", value));
        assertArrayEquals(value, names.get("a", "large").orElseThrow().value());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
