package io.leengine.cli.demo;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;

/** The sample application as a Git repository, made anew, and changed as a developer would. */
public final class SampleRepository implements AutoCloseable {
    private static final Path GREETING = Path.of("src/main/resources/greeting.txt");
    private static final PersonIdent AUTHOR = new PersonIdent("Demo", "demo@leengine.invalid");

    private final Path folder;
    private final Git git;

    private SampleRepository(Path folder, Git git) {
        this.folder = folder;
        this.git = git;
    }

    /** Copies the sample and commits it. */
    public static SampleRepository create(Path sample, Path folder) {
        try {
            delete(folder);
            copy(sample, folder);
            Git git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call();
            SampleRepository repository = new SampleRepository(folder, git);
            repository.commit("Greet the world");
            return repository;
        } catch (IOException | GitAPIException e) {
            throw failed("made", e);
        }
    }

    private static CommandException failed(String what, Exception cause) {
        return new CommandException(ExitCode.FAILED, "The sample's repository cannot be " + what + ": "
            + cause.getMessage(), "Is there room in the data folder?", cause);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.filter(each -> !from.relativize(each).startsWith("target")).toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    private void commit(String message) throws GitAPIException {
        git.add().addFilepattern(".").call();
        git.commit().setMessage(message).setAuthor(AUTHOR).setCommitter(AUTHOR).setSign(false).call();
    }

    /** Changes what the application says, and commits it. */
    void greet(String greeting) {
        try {
            Files.write(folder.resolve(GREETING), List.of(greeting), StandardCharsets.UTF_8);
            commit("Say: " + greeting);
        } catch (IOException | GitAPIException e) {
            throw failed("changed", e);
        }
    }

    /** Returns what the application says now. */
    String greeting() {
        try {
            return Files.readString(folder.resolve(GREETING)).strip();
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    public String url() {
        return folder.toUri().toString();
    }

    @Override
    public void close() {
        git.close();
    }
}
