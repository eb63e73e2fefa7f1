package io.leengine.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files the framework starts from. */
class InstalledBundlesTest {
    private static final String OLD = "a".repeat(64);
    private static final String NEW = "b".repeat(64);
    private static final String OTHER = "c".repeat(64);

    @TempDir
    Path data;

    private Path folder;
    private final Map<Path, String> distribution = new TreeMap<>(Map.of(Path.of("/d/one-1.jar"), OLD,
        Path.of("/d/two-1.jar"), OTHER));

    @BeforeEach
    void folder() throws IOException {
        folder = Files.createDirectories(data.resolve("bundles"));
        Files.writeString(jar(NEW), "");
    }

    private Path jar(String digest) {
        return folder.resolve(digest + ".jar");
    }

    private Set<Path> files(String... lines) throws Exception {
        Files.writeString(folder.resolve("installed"), String.join("\n", lines));
        return new TreeSet<>(InstalledBundles.read(data).files(distribution, this::digest));
    }

    /** A file is what its name says, unless a test has written something into it. */
    private String digest(Path file) throws IOException {
        return Files.size(file) == 0 ? file.getFileName().toString().replace(".jar", "") : OTHER;
    }

    private String kept() throws IOException {
        return Files.readString(folder.resolve("installed"));
    }

    @Test
    void withoutAListTheDistributionRuns() throws Exception {
        assertEquals(distribution.keySet(), new TreeSet<>(InstalledBundles.read(data).files(distribution, this::digest)));
    }

    @Test
    void anInstalledBundleRunsInThePlaceOfTheDistributions() throws Exception {
        assertEquals(Set.of(jar(NEW), Path.of("/d/two-1.jar")), files("run one " + NEW + " " + OLD + " one-1.jar"));
    }

    @Test
    void anAddedBundleRunsBesideThem() throws Exception {
        assertEquals(Set.of(jar(NEW), Path.of("/d/one-1.jar"), Path.of("/d/two-1.jar")),
            files("run three " + NEW + " - -"));
    }

    @Test
    void whatIsLeftOutDoesNotRun() throws Exception {
        assertEquals(Set.of(Path.of("/d/two-1.jar")), files("leave-out one - " + OLD + " one-1.jar"));
    }

    @Test
    void anotherFileOfTheDistributionWins() throws Exception {
        assertEquals(distribution.keySet(), files("run one " + NEW + " " + OTHER + " one-1.jar"));
        assertEquals("", kept(), "the change is forgotten");
        assertEquals(distribution.keySet(), files("run one " + NEW + " " + OLD + " one-0.jar"), "under another name, too");
    }

    @Test
    void aLostFileGivesItsPlaceBack() throws Exception {
        assertEquals(distribution.keySet(), files("run one " + OTHER + " " + OLD + " one-1.jar"));
    }

    @Test
    void aDamagedFileGivesItsPlaceBack() throws Exception {
        Files.writeString(jar(NEW), "damaged");
        assertEquals(distribution.keySet(), files("run one " + NEW + " " + OLD + " one-1.jar"));
        assertEquals("", kept(), "the change is forgotten");
    }

    @Test
    void oneThatCannotStartIsGivenUp() throws Exception {
        files("run one " + NEW + " " + OLD + " one-1.jar", "leave-out two - " + OTHER + " two-1.jar");
        InstalledBundles installed = InstalledBundles.read(data);
        assertTrue(installed.keeps(jar(NEW)));
        assertFalse(installed.keeps(Path.of("/d/one-1.jar")));
        assertEquals(Path.of("/d/one-1.jar"), installed.giveUp(jar(NEW), Path.of("/d"), "no reason"));
        assertNull(installed.giveUp(jar(NEW), Path.of("/d"), "no reason"));
        assertEquals("leave-out two - " + OTHER + " two-1.jar\n", kept());
    }

    @Test
    void aTornListIsAnErrorAndNotAnEmptyOne() {
        assertThrows(LaunchException.class, () -> files("run one"));
        assertThrows(LaunchException.class, () -> files("run one ../x " + OLD + " one-1.jar"));
    }
}
