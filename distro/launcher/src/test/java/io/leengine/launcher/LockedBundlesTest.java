package io.leengine.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockedBundlesTest {
    @TempDir
    Path home;

    @Test
    void saysWhatIsNotAsExported() throws IOException {
        Files.writeString(home.resolve("distribution.lock"), """
                # for people
                distribution embedded 1.0 2026-01-01T00:00:00Z
                jar aa bundles/changed.jar changed 1.0 file:changed.jar
                jar bb bundles/gone.jar gone 1.0 file:gone.jar
                jar cc bundles/same.jar same 1.0 file:same.jar
                jar dd lib/launcher.jar launcher 1.0 file:launcher.jar
                """);
        Map<Path, String> here = Map.of(Path.of("/d/changed.jar"), "ee", Path.of("/d/same.jar"), "cc",
                Path.of("/d/new.jar"), "ff");
        assertEquals(List.of("bundles/changed.jar differs from distribution.lock: it was changed after the export",
                "bundles/gone.jar is in distribution.lock and not here",
                "bundles/new.jar is not in distribution.lock: it was put here after the export"),
                LockedBundles.read(home).differences(here).stream().sorted().toList());
    }

    @Test
    void withoutALockThereIsNothingToSay() throws IOException {
        assertEquals(List.of(), LockedBundles.read(home).differences(Map.of(Path.of("/d/a.jar"), "aa")));
    }
}
