package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDistributionIT {
    private static final Path EXPORTED = Path.of(System.getProperty("leengine.distribution"));
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(10);

    @TempDir
    Path temp;

    @Test
    void startsEveryBundleAndEndsOnSigterm() throws Exception {
        try (EngineProcess engine = start(EXPORTED)) {
            Properties state = engine.awaitReady(START);
            assertEquals(count(EXPORTED.resolve("bundles")), Long.parseLong(state.getProperty("bundles")));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data())));
            engine.terminate();
            engine.awaitExit(STOP);
            assertTrue(engine.said().contains("Launcher stopped"), engine.said());
            assertFalse(Files.exists(data().resolve("engine.pid")));
            assertFalse(Files.exists(data().resolve("engine.ready")));
            assertTrue(Files.readString(data().resolve("log/engine.log")).contains("Launcher stopped"));
        }
    }

    @Test
    void startsAgainAfterItWasKilled() throws Exception {
        try (EngineProcess killed = start(EXPORTED)) {
            killed.awaitReady(START);
            killed.kill();
        }
        assertTrue(Files.exists(data().resolve("engine.pid")), "a killed engine cannot tidy up");
        try (EngineProcess next = start(EXPORTED)) {
            next.awaitReady(START);
        }
    }

    @Test
    void keepsASecondEngineOutOfItsData() throws Exception {
        try (EngineProcess first = start(EXPORTED)) {
            first.awaitReady(START);
            try (EngineProcess second = EngineProcess.start(EXPORTED, data(), temp.resolve("second.log"))) {
                assertEquals(3, second.awaitExit(START));
                assertTrue(second.said().contains("in use by the engine with pid " + first.pid()), second.said());
            }
            first.terminate();
            assertTrue(Files.exists(data().resolve("engine.lock")));
            first.awaitExit(STOP);
        }
    }

    @Test
    void namesWhatABundleLacks() throws Exception {
        Path copy = copyOfDistribution();
        bundle(copy.resolve("bundles/lacking.jar"), "no.such.package");
        try (EngineProcess engine = start(copy)) {
            assertEquals(1, engine.awaitExit(START));
            assertTrue(engine.said().contains("leengine: bundle lacking 1.0.0 cannot start: nothing provides"), engine.said());
            assertTrue(engine.said().contains("no.such.package"), engine.said());
        }
        Files.delete(copy.resolve("bundles/lacking.jar"));
        try (EngineProcess mended = start(copy)) {
            mended.awaitReady(START);
        }
    }

    @Test
    void takesAChangedBundleAndLeavesTheOthers() throws Exception {
        Path copy = copyOfDistribution();
        Path added = copy.resolve("bundles/added.jar");
        bundle(added, null);
        startAndStop(copy);
        bundle(added, "org.osgi.framework");
        Files.setLastModifiedTime(added, FileTime.from(Instant.now().plusSeconds(5)));
        String said = startAndStop(copy);
        assertTrue(said.contains("updating added from the distribution"), said);
        assertEquals(1, said.lines().filter(line -> line.contains("updating")).count(), said);
        Files.delete(added);
        assertFalse(startAndStop(copy).contains("updating"));
    }

    @Test
    void goesOnWithoutTheArchiveOfClassesWhenItDoesNotFit() throws Exception {
        Path copy = copyOfDistribution();
        Files.createDirectories(copy.resolve("cache"));
        Files.writeString(copy.resolve("cache/engine.aot"), "not an archive");
        String said = startAndStop(copy);
        assertTrue(said.startsWith("20"), "the first line is the engine's own: " + said);
    }

    @Test
    void refusesAPortThatIsNone() throws Exception {
        Process process = new ProcessBuilder(EXPORTED.resolve("bin/leengine-engine").toString(), "--data",
                data().toString(), "--port", "http").redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertNotEquals(0, process.waitFor());
        assertEquals("leengine: leengine.http.port must be a port from 0 to 65535, not http", said.lines().toList().getLast());
    }

    private String startAndStop(Path distribution) throws IOException, InterruptedException {
        try (EngineProcess engine = start(distribution)) {
            engine.awaitReady(START);
            engine.terminate();
            engine.awaitExit(STOP);
            return engine.said();
        }
    }

    private EngineProcess start(Path distribution) throws IOException {
        return EngineProcess.start(distribution, data(), temp.resolve("engine.out"));
    }

    private Path data() {
        return temp.resolve("data");
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    private static void bundle(Path file, String imported) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.putValue("Manifest-Version", "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", file.getFileName().toString().replace(".jar", ""));
        main.putValue("Bundle-Version", "1.0.0");
        if (imported != null) {
            main.putValue("Import-Package", imported);
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            new JarOutputStream(out, manifest).close();
        }
    }

    private Path copyOfDistribution() throws IOException {
        Path copy = temp.resolve("distribution");
        try (Stream<Path> files = Files.walk(EXPORTED)) {
            for (Path file : (Iterable<Path>) files.filter(EmbeddedDistributionIT::isNeeded)::iterator) {
                Path target = copy.resolve(EXPORTED.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return copy;
    }

    private static boolean isNeeded(Path file) {
        Path inside = EXPORTED.relativize(file);
        return !inside.startsWith("cache") && !inside.startsWith("cli");
    }
}
