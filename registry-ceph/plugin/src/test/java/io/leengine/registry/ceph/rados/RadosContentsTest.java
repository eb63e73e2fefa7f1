package io.leengine.registry.ceph.rados;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.registry.ceph.Contents.Content;
import io.leengine.registry.ceph.Contents.Writer;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedCluster.class)
class RadosContentsTest {
    private static final int STRIPES = 40;

    private final Target target;
    private Rados rados;
    private RadosContents contents;

    RadosContentsTest(Target target) {
        this.target = target;
    }

    @BeforeEach
    void connect() {
        rados = new Rados(target);
        contents = new RadosContents(rados);
    }

    @AfterEach
    void disconnect() {
        rados.close();
    }

    @Test
    void everySizeComesBackFromEveryOffset() throws Exception {
        for (int size : new int[] {1, Rados.SLICE, Rados.SLICE + 1, RadosContents.STRIPE, 2 * RadosContents.STRIPE + 3}) {
            byte[] bytes = bytes(size);
            Content content = write("s" + size, bytes);
            for (int offset : new int[] {0, 1, size / 2, size - 1, size}) {
                try (InputStream in = contents.open(content, offset)) {
                    assertArrayEquals(Arrays.copyOfRange(bytes, offset, size), in.readAllBytes());
                    assertEquals(-1, in.read());
                }
            }
            assertEquals(ErrorCode.INVALID,
                assertThrows(EngineException.class, () -> contents.open(content, size + 1).close()).code());
        }
    }

    @Test
    void whatIsRemovedIsGoneAndMayBeRemovedAgain() throws Exception {
        byte[] bytes = bytes(RadosContents.STRIPE + 1);
        Content deleted = write("deleted", bytes);
        Content discarded = write("discarded", bytes);
        contents.delete(deleted);
        contents.delete(deleted);
        contents.discard("discarded");
        contents.discard("discarded");
        contents.discard("never-begun");
        for (Content gone : List.of(deleted, discarded)) {
            assertEquals(ErrorCode.INTERNAL, assertThrows(EngineException.class, () -> contents.open(gone, 0).close()).code());
        }
    }

    /** What a writer that died leaves: holes where its last window was, and removal that ended half way. */
    @Test
    void aContentWithHolesIsDiscardedWhole() throws Exception {
        int last = RadosContents.WINDOW + 2;
        for (int stripe : new int[] {0, 1, 2, last, last + RadosContents.WINDOW}) {
            rados.run("Writing", connection -> {
                connection.write(RadosContents.object("holes", stripe), connection.newWrite().create());
                return null;
            });
        }
        contents.discard("holes");
        int found = rados.run("Looking", connection -> {
            int left = 0;
            for (int stripe = 0; stripe < STRIPES; stripe++) {
                try {
                    connection.write(RadosContents.object("holes", stripe), connection.newWrite().exists());
                    left++;
                } catch (RadosException e) {
                    assertTrue(e.is(RadosException.ENOENT), e.getMessage());
                }
            }
            return left;
        });
        assertEquals(0, found);
    }

    @Test
    void aMissingPartIsSaidAndNotReadAsNothing() throws Exception {
        Content content = write("damaged", bytes(3 * RadosContents.STRIPE));
        rados.run("Damaging", connection -> {
            connection.write(RadosContents.object("damaged", 1), connection.newWrite().remove());
            return null;
        });
        try (InputStream in = contents.open(content, 0)) {
            assertTrue(assertThrows(IOException.class, in::readAllBytes).getMessage().contains("not in Ceph"));
        }
    }

    @Test
    void manyWriteAndReadAtOnceWithinTheSharedBounds() throws Exception {
        byte[] bytes = bytes(12 << 20);
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String id = "many-" + i;
            work.add(() -> {
                try (InputStream in = contents.open(write(id, bytes), 0)) {
                    return Arrays.equals(bytes, in.readAllBytes());
                }
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each : threads.invokeAll(work, 100, TimeUnit.SECONDS)) {
                assertTrue(each.get());
            }
        }
        // Leave is given back a moment after who waits for an operation has seen its end.
        assertTrue(rados.writes().tryAcquire(64, 20, TimeUnit.SECONDS), "all leave to write was given back");
        assertTrue(rados.readsAhead().tryAcquire(64, 20, TimeUnit.SECONDS), "all leave to read ahead was given back");
    }

    @Test
    void anInterruptEndsReadingAndWriting() throws Exception {
        Content content = write("whole", bytes(2 * RadosContents.STRIPE));
        try (InputStream in = contents.open(content, 0); Writer writer = contents.create("broken")) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedIOException.class, in::readAllBytes);
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> {
                writer.write(bytes(Rados.SLICE), 0, Rados.SLICE);
                writer.finish();
            });
        }
        contents.discard("broken");
        try (InputStream in = contents.open(content, 0)) {
            assertEquals(content.size(), in.readAllBytes().length, "others go on");
        }
    }

    private Content write(String id, byte[] bytes) throws InterruptedException {
        try (Writer writer = contents.create(id)) {
            int chunk = 100_000;
            for (int from = 0; from < bytes.length; from += chunk) {
                writer.write(bytes, from, Math.min(chunk, bytes.length - from));
            }
            writer.finish();
        }
        return new Content(id, bytes.length);
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
