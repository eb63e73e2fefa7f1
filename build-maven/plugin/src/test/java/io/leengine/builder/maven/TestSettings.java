package io.leengine.builder.maven;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Settings for tests. */
final class TestSettings {
    private TestSettings() {
    }

    static BuilderSettings of(Path folder) {
        return of(folder, "auto");
    }

    static BuilderSettings of(Path folder, String sandbox) {
        Path home = Path.of(System.getProperty("user.home"), ".m2");
        return new BuilderSettings("test", folder, Programs.find("mvn"), Path.of(System.getProperty("java.home")),
            Optional.of(home.resolve("repository")).filter(Files::isDirectory),
            Optional.of(home.resolve("settings.xml")).filter(Files::isRegularFile), 2, Set.of(), Optional.empty(),
            sandbox);
    }
}
