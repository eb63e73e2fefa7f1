package io.leengine.builder.maven;

import io.leengine.tck.BuilderConformance;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.PersonIdent;

/** A Git repository on disk, made for a test. */
public final class GitFixture implements BuilderConformance.Source {
    private static final PersonIdent AUTHOR =
        new PersonIdent("Test", "test@example.org", Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);

    private final Path folder;

    public GitFixture(Path folder) throws Exception {
        HermeticGit.use();
        this.folder = Files.createDirectories(folder);
        Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call().close();
    }

    Path folder() {
        return folder;
    }

    @Override
    public String url() {
        return "file://" + folder;
    }

    @Override
    public String commit(String branch, Map<String, String> files) throws Exception {
        try (Git git = Git.open(folder.toFile())) {
            if (git.getRepository().resolve(Constants.HEAD) != null
                    && !git.getRepository().getBranch().equals(branch)) {
                git.checkout().setCreateBranch(git.getRepository().resolve(branch) == null).setName(branch).call();
            }
            for (File old : folder.toFile().listFiles((dir, name) -> !name.equals(".git"))) {
                Folders.delete(old.toPath());
            }
            for (var file : files.entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                if (file.getValue().startsWith("link:")) {
                    Files.createSymbolicLink(path, Path.of(file.getValue().substring("link:".length())));
                } else {
                    Files.writeString(path, file.getValue());
                }
            }
            return commitAll(git);
        }
    }

    /** Commits what is in the folder. */
    String commitAll() throws Exception {
        try (Git git = Git.open(folder.toFile())) {
            return commitAll(git);
        }
    }

    private static String commitAll(Git git) throws Exception {
        git.add().addFilepattern(".").call();
        git.add().setUpdate(true).addFilepattern(".").call();
        return git.commit().setMessage("A change").setAuthor(AUTHOR).setCommitter(AUTHOR).setSign(false).call().name();
    }

    @Override
    public void tag(String branch, String tag) throws Exception {
        try (Git git = Git.open(folder.toFile())) {
            git.tag().setName(tag).setMessage(tag).setTagger(AUTHOR).setSigned(false).call();
        }
    }
}
