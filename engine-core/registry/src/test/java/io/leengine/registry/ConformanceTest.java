package io.leengine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The distribution specification's own suite against the registry, with every part of it that 1.1 has. */
@Timeout(420)
class ConformanceTest extends RegistryTest {
    private static final Pattern COUNT = Pattern.compile("(?m)^  (Pass|FAIL|Error)\\.+:\\s+(\\d+)");

    @Test
    void theSpecificationsSuitePasses() throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of("OCI_REGISTRY", registry.host(), "OCI_TLS", "disabled",
            "OCI_VERSION", "1.1", "OCI_USERNAME", "ann", "OCI_PASSWORD", "ann-secret",
            "OCI_API_BLOBS_UPLOAD_CANCEL", "true", "OCI_API_BLOBS_DIGEST_HEADER", "true",
            "OCI_API_MANIFESTS_DIGEST_HEADER", "true"));
        // The one thing the registry does not do: its digests are SHA-256.
        settings.put("OCI_DATA_SHA512", "false");
        var verdict = ConformanceSuite.built().run(settings, Files.createDirectory(folder.resolve("results")));
        String summary = verdict.text().substring(Math.max(0, verdict.text().lastIndexOf("Test results")));
        assertTrue(verdict.passed(), summary);
        Matcher counts = COUNT.matcher(summary);
        Map<String, Integer> found = new HashMap<>();
        while (counts.find()) {
            found.put(counts.group(1), Integer.valueOf(counts.group(2)));
        }
        assertEquals(0, found.get("FAIL"), summary);
        assertEquals(0, found.get("Error"), summary);
        assertTrue(found.get("Pass") > 700, summary);
        assertFalse(verdict.text().contains("Unsolicited response"), "more was sent than was announced");
    }
}
