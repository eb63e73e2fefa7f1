package io.leengine.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SourceWatchTest {
    @TempDir
    Path base;

    private Path sources;

    @BeforeEach
    void makeProject() throws Exception {
        sources = Files.createDirectories(base.resolve("src/main/java/com"));
        Files.createDirectories(base.resolve("target"));
        Files.writeString(base.resolve("pom.xml"), "");
    }

    private SourceWatch watch() throws Exception {
        return new SourceWatch(base, List.of("src/main"), List.of("pom.xml"));
    }

    @Test
    void manyWritesAreOneSave() throws Exception {
        try (SourceWatch watch = watch()) {
            Path one = sources.resolve("One.java");
            for (int i = 0; i < 20; i++) {
                Files.writeString(one, "class One { int i = " + i + "; }");
            }
            Files.writeString(sources.resolve(".One.java.swp"), "");
            Files.writeString(sources.resolve("One.java~"), "");
            Files.writeString(base.resolve("target/One.class"), "");
            Files.writeString(base.resolve("README.md"), "");
            assertEquals(List.of(one), watch.await(() -> true));
        }
    }

    @Test
    void aNewFolderIsWatchedToo() throws Exception {
        try (SourceWatch watch = watch()) {
            Path folder = Files.createDirectories(sources.resolve("deep/er"));
            assertFalse(watch.await(() -> true).isEmpty());
            Path two = Files.writeString(folder.resolve("Two.java"), "");
            assertEquals(List.of(two), watch.await(() -> true));
        }
    }

    @Test
    void thePomCounts() throws Exception {
        try (SourceWatch watch = watch()) {
            Path pom = Files.writeString(base.resolve("pom.xml"), "<project/>");
            assertEquals(List.of(pom), watch.await(() -> true));
        }
    }

    @Test
    void whoHasNoReasonToGoOnWaitsNoMore() throws Exception {
        try (SourceWatch watch = watch()) {
            assertEquals(List.of(), watch.await(() -> false));
        }
    }
}
