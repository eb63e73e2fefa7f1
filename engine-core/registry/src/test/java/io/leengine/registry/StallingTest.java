package io.leengine.registry;

import static io.leengine.registry.RegistryClient.OCI;
import static io.leengine.registry.RegistryClient.header;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import io.leengine.spi.registry.RegistryStorage;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders and receivers that neither go on nor go away. */
class StallingTest extends RegistryTest {
    private static final String LENGTH = "Content-Length: ";

    @Override
    Duration patience() {
        // Those that do not stall need it on a busy machine, too.
        return Duration.ofSeconds(3);
    }

    private RawConnection raw() throws Exception {
        return new RawConnection(registry.url());
    }

    @Test
    void aSenderThatStallsIsToldAndItsUploadGoesOn() throws Exception {
        byte[] content = bytes(1000);
        String upload = ann.begin("a");
        try (RawConnection raw = raw()) {
            raw.head("PATCH", upload, LENGTH + 1000).send(Arrays.copyOf(content, 100));
            var answer = raw.answer();
            assertEquals(408, answer.status(), answer.text());
            assertTrue(answer.text().contains("REQUEST_TIMEOUT"), answer.text());
            assertTrue(raw.ends());
        }
        assertEquals("0-99", header(ann.get(upload), "Range"));
        var rest = ann.send("PUT", upload + "?digest=" + Digest.of(content), Arrays.copyOfRange(content, 100, 1000));
        assertEquals(201, rest.statusCode());
    }

    @Test
    void contentWithoutALengthThatStallsIsToldToo() throws Exception {
        String upload = ann.begin("a");
        try (RawConnection raw = raw()) {
            raw.head("PATCH", upload, "Transfer-Encoding: chunked").chunk(new byte[100]);
            assertEquals(408, raw.answer().status());
            assertTrue(raw.ends());
        }
        assertEquals("0-99", header(ann.get(upload), "Range"));
    }

    @Test
    void aManifestThatStallsIsTold() throws Exception {
        try (RawConnection raw = raw()) {
            raw.head("PUT", "/v2/a/manifests/v1", LENGTH + 1000, "Content-Type: " + OCI).send(new byte[] {'{'});
            assertEquals(408, raw.answer().status());
            assertTrue(raw.ends());
        }
    }

    @Test
    void thoseThatStallHinderNobody() throws Exception {
        List<RawConnection> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                stalled.add(raw().head("PATCH", ann.begin("a"), LENGTH + 1000).send(new byte[1]));
            }
            ann.image("b", "v1", bytes(1000));
            for (RawConnection each : stalled) {
                assertEquals(408, each.answer().status());
            }
        } finally {
            for (RawConnection each : stalled) {
                each.close();
            }
        }
    }

    /** Of a file, whose bytes the system moves, and of a storage that has no files. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReceiverThatStallsIsCutOffAndOneThatReadsIsNot(boolean files) throws Exception {
        byte[] content = bytes(32 << 20);
        String path = "/v2/a/blobs/" + ann.blob("a", content);
        BlockingQueue<FileInputStream> opened = observed(files);
        try (RawConnection stalled = raw().head("GET", path)) {
            FileInputStream served = opened.poll(20, TimeUnit.SECONDS);
            assertArrayEquals(content, ann.get(path).body());
            assertArrayEquals(Arrays.copyOfRange(content, 5, 70_000), ann.get(path, "Range", "bytes=5-69999").body());
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (served.getChannel().isOpen()) {
                assertTrue(System.nanoTime() < deadline, "still served");
                Thread.onSpinWait();
            }
            assertThrows(IOException.class, () -> requireLength(stalled.answer().body(), content.length));
        }
    }

    private static void requireLength(byte[] body, int length) throws IOException {
        if (body.length < length) {
            throw new EOFException("It ended after " + body.length);
        }
    }

    /** Tells of each file that the storage opens, and hands on either that or something else. */
    private BlockingQueue<FileInputStream> observed(boolean files) {
        BlockingQueue<FileInputStream> opened = new LinkedBlockingQueue<>();
        RegistryStorage real = registry.storage.orElseThrow();
        registry.storage = Optional.of((RegistryStorage) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] {RegistryStorage.class}, (_, method, arguments) -> {
                Object answer = method.invoke(real, arguments);
                if (answer instanceof FileInputStream in) {
                    opened.add(in);
                    return files ? in : new BufferedInputStream(in);
                }
                return answer;
            }));
        return opened;
    }
}
