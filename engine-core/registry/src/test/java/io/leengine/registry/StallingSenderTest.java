package io.leengine.registry;

import static io.leengine.registry.RegistryClient.OCI;
import static io.leengine.registry.RegistryClient.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Senders that neither go on nor go away. */
class StallingSenderTest extends RegistryTest {
    private static final String LENGTH = "Content-Length: ";

    @Override
    Duration patience() {
        return Duration.ofSeconds(1);
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
}
