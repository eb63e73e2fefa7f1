package io.leengine.distro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Git repository of a test's own. */
final class SourceRepository {
    private final Path folder;

    private SourceRepository(Path folder) {
        this.folder = folder;
    }

    /** Commits a copy of a folder to the branch {@code main}. */
    static SourceRepository of(Path sample, Path folder) throws IOException, InterruptedException {
        try (Stream<Path> all = Files.walk(sample)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                Files.copy(file, folder.resolve(sample.relativize(file).toString()));
            }
        }
        SourceRepository repository = new SourceRepository(folder);
        repository.git("init", "-q", "-b", "main");
        repository.commit("Greet the world");
        return repository;
    }

    /** Writes a file on a branch of its own, beside {@code main}, and commits it. */
    void branch(String name, String file, String text) throws IOException, InterruptedException {
        git("checkout", "-q", "-b", name, "main");
        Files.writeString(folder.resolve(file), text);
        commit("Change " + file);
        git("checkout", "-q", "main");
    }

    private void commit(String message) throws IOException, InterruptedException {
        git("add", ".");
        git("commit", "-q", "-m", message);
    }

    String url() {
        return folder.toUri().toString();
    }

    /** Nothing of the machine's own settings may matter. */
    private void git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(Map.of("GIT_CONFIG_GLOBAL", "/dev/null", "GIT_CONFIG_SYSTEM", "/dev/null",
                "GIT_AUTHOR_NAME", "Test", "GIT_AUTHOR_EMAIL", "test@example.org", "GIT_COMMITTER_NAME", "Test",
                "GIT_COMMITTER_EMAIL", "test@example.org"));
        Programs.run(builder);
    }
}
