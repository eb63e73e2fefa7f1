package io.leengine.builder.maven;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks programs up as a shell would. */
final class Programs {
    private Programs() {
    }

    /** Returns the program of that name on the PATH. */
    static Optional<Path> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), Stream.of("/usr/bin", "/bin"))
            .filter(folder -> folder.startsWith("/")).map(folder -> Path.of(folder, name))
            .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file)).findFirst();
    }

    /** Returns what a setting says: a path, or the program of that name on the PATH when the setting is empty. */
    static Optional<Path> setting(String setting, String name) {
        return setting.isBlank() ? find(name) : Optional.of(Path.of(setting)).filter(Files::isExecutable);
    }
}
