package io.leengine.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundlesTest {
    @TempDir
    private Path temp;

    @Test
    void oneThatCannotBeReadIsLeftOut() throws Exception {
        BundleJar sample = SampleBundle.write(temp, "1.0.0", true);
        byte[] whole = Files.readAllBytes(sample.file());
        Files.write(temp.resolve("half-2.0.0.jar"), Arrays.copyOf(whole, whole.length / 2));
        Files.createFile(temp.resolve("empty-2.0.0.jar"));
        assertEquals(Map.of(SampleBundle.NAME, sample), BundleJar.readable(temp));
        assertThrows(AgentException.class, () -> BundleJar.in(temp), "of a distribution, each must be whole");
        assertEquals(Map.of(), BundleJar.readable(temp.resolve("none")));
    }

    @Test
    void oneThatIsPutThereIsWholeAndReadByEverybody() throws Exception {
        BundleJar sample = SampleBundle.write(temp, "1.0.0", true);
        Path copy = temp.resolve("copy.jar");
        Files.writeString(copy, "the former");
        Texts.copy(sample.file(), copy);
        assertEquals(-1, Files.mismatch(sample.file(), copy));
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
        assertFalse(Files.exists(temp.resolve("copy.jar.new")));
    }

    @Test
    void oneThatTheAgentDoesNotRunWithIsTakenBack() throws Exception {
        BundleJar former = SampleBundle.write(temp, "1.0.0", true);
        BundleJar newer = SampleBundle.write(temp, "1.0.1", true);
        BundleJar broken = SampleBundle.write(temp, "1.0.2", false);
        try (AgentFramework framework = AgentFramework.start(Map.of(former.name(), former), temp.resolve("framework"),
                Duration.ofMillis(500))) {
            framework.update(former, newer);
            assertTrue(state(framework).startsWith("1.0.1 ACTIVE "), state(framework));
            AgentException refused = assertThrows(AgentException.class, () -> framework.update(newer, broken));
            assertTrue(refused.getMessage().contains("did not run"), refused.getMessage());
            assertTrue(state(framework).startsWith("1.0.1 ACTIVE "), state(framework));
        }
    }

    private static String state(AgentFramework framework) {
        assertEquals(Set.of(SampleBundle.NAME), framework.states().keySet());
        return framework.states().get(SampleBundle.NAME);
    }

    @Test
    void oneThatIsBeingTriedDoesNotRunYet() throws Exception {
        TreeMap<String, String> values = new TreeMap<>(Map.of("bundle.sample", "1.0.1 ACTIVE 2026-01-01T00:00:00Z"));
        BundleJar sample = SampleBundle.write(temp, "1.0.1", true);
        values.put("trial", "sample");
        assertFalse(new AgentStatus(values).runs(sample.name(), sample.version()));
        values.put("trial", "");
        assertTrue(new AgentStatus(values).runs(sample.name(), sample.version()));
    }
}
