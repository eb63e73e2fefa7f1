package io.leengine.builder.maven;

import io.leengine.model.Credentials;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.TransportCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.InvalidRemoteException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/** Gets one commit of a Git repository: a branch, a tag or a commit, with no more history than it takes. */
final class GitSource {
    private static final Set<String> SCHEMES = Set.of("https", "http", "ssh", "git", "file");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern SHORT_COMMIT = Pattern.compile("[0-9a-f]{7,64}");
    private static final int IDLE_SECONDS = 60;

    private final String url;
    private final Optional<Credentials> credentials;

    /** Checks the URL; throws {@code INVALID} for the field {@code repository}. */
    GitSource(String url, Optional<Credentials> credentials) {
        this.url = checked(url);
        this.credentials = credentials;
    }

    private static String checked(String url) {
        URIish parsed;
        try {
            parsed = new URIish(url);
        } catch (URISyntaxException e) {
            throw EngineException.invalid("repository", "The repository is not a URL.");
        }
        String scheme = parsed.getScheme() == null ? "" : parsed.getScheme().toLowerCase(Locale.ROOT);
        boolean hasPlace = scheme.equals("file") || parsed.getHost() != null && !parsed.getHost().isEmpty();
        if (!SCHEMES.contains(scheme) || !hasPlace || parsed.getPath() == null || parsed.getPath().isEmpty()) {
            throw EngineException.invalid("repository",
                "The repository must be a URL that begins with https, http, ssh, git or file.");
        } else if (parsed.getPass() != null) {
            throw EngineException.invalid("repository",
                "The repository's URL holds a password: give it as the credentials instead.");
        }
        return url;
    }

    /** Checks the name of a branch, tag or commit; throws {@code INVALID} for the field {@code ref}. */
    static void checkRef(String ref) {
        if (ref.isEmpty() || ref.startsWith("-") || !Repository.isValidRefName("refs/heads/" + ref)) {
            throw EngineException.invalid("ref", "'ref' must be a branch, a tag or a commit.");
        }
    }

    /**
     * Returns the commit that a branch, a tag or a commit stands for now, as far as the repository tells without
     * sending anything of it; empty for the beginning of a commit's id.
     */
    Optional<String> resolve(CallContext context, String ref) throws InterruptedException {
        return within(context, ref, () -> {
            Collection<Ref> remote = list(context);
            Optional<Ref> found = named(remote, ref);
            if (found.isEmpty() && !SHORT_COMMIT.matcher(ref).matches()) {
                throw noRef(ref);
            }
            return found.map(GitSource::commit).or(() -> Optional.of(ref).filter(it -> COMMIT.matcher(it).matches()));
        });
    }

    /** Checks a commit out into a folder that does not exist yet, and returns its id. */
    String checkout(CallContext context, String ref, Path folder) throws InterruptedException {
        return within(context, ref, () -> fetch(context, ref, folder));
    }

    private <T> T within(CallContext context, String ref, java.util.concurrent.Callable<T> task)
            throws InterruptedException {
        try {
            return Limited.call(context, "clone", task);
        } catch (ExecutionException e) {
            throw translate(e.getCause(), ref);
        }
    }

    private Collection<Ref> list(CallContext context) throws GitAPIException {
        return prepare(context, Git.lsRemoteRepository().setRemote(url)).call();
    }

    private static Optional<Ref> named(Collection<Ref> remote, String ref) {
        for (String name : List.of("refs/heads/" + ref, "refs/tags/" + ref)) {
            Optional<Ref> found = remote.stream().filter(one -> one.getName().equals(name)).findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static String commit(Ref ref) {
        ObjectId peeled = ref.getPeeledObjectId();
        return (peeled == null ? ref.getObjectId() : peeled).name();
    }

    private String fetch(CallContext context, String ref, Path folder) throws GitAPIException, IOException {
        try (Git git = Git.init().setDirectory(folder.toFile()).call()) {
            var config = git.getRepository().getConfig();
            config.setInt(ConfigConstants.CONFIG_GC_SECTION, null, "auto", 0);
            config.save();
            ObjectId id = obtain(context, git, list(context), ref);
            try (var walk = new RevWalk(git.getRepository())) {
                RevCommit commit = walk.parseCommit(id);
                git.checkout().setName(commit.name()).setForced(true).call();
                return commit.name();
            }
        }
    }

    private ObjectId obtain(CallContext context, Git git, Collection<Ref> remote, String ref)
            throws GitAPIException, IOException {
        Optional<Ref> found = named(remote, ref);
        if (found.isPresent()) {
            // Fetched by name: a branch that moves in between gives its newer commit.
            fetch(context, git, List.of(new RefSpec("+" + found.get().getName() + ":refs/build/source")), 1);
            return git.getRepository().resolve("refs/build/source^{commit}");
        }
        if (!SHORT_COMMIT.matcher(ref).matches()) {
            throw noRef(ref);
        }
        Optional<ObjectId> direct = COMMIT.matcher(ref).matches() ? single(context, git, ref) : Optional.empty();
        return direct.isPresent() ? direct.get() : search(context, git, ref);
    }

    /** Asks for one commit by its id, which a server may refuse. */
    private Optional<ObjectId> single(CallContext context, Git git, String commit) throws IOException {
        try {
            fetch(context, git, List.of(new RefSpec(commit + ":refs/build/source")), 1);
            return Optional.ofNullable(git.getRepository().resolve("refs/build/source^{commit}"));
        } catch (GitAPIException e) {
            return Optional.empty();
        }
    }

    private ObjectId search(CallContext context, Git git, String commit) throws GitAPIException, IOException {
        fetch(context, git, List.of(new RefSpec("+refs/heads/*:refs/remotes/origin/*"),
            new RefSpec("+refs/tags/*:refs/tags/*")), 0);
        ObjectId found;
        try {
            found = git.getRepository().resolve(commit + "^{commit}");
        } catch (org.eclipse.jgit.errors.MissingObjectException e) {
            throw noRef(commit);
        } catch (org.eclipse.jgit.errors.AmbiguousObjectException e) {
            throw EngineException.invalid("ref", "Several commits begin with '" + commit + "'.");
        }
        if (found == null) {
            throw noRef(commit);
        }
        return found;
    }

    private void fetch(CallContext context, Git git, List<RefSpec> specs, int depth) throws GitAPIException {
        var command = prepare(context, git.fetch()).setRemote(url).setRefSpecs(specs).setTagOpt(TagOpt.NO_TAGS)
            .setRecurseSubmodules(org.eclipse.jgit.lib.SubmoduleConfig.FetchRecurseSubmodulesMode.NO);
        (depth > 0 ? command.setDepth(depth) : command).call();
    }

    private <C extends TransportCommand<C, T>, T> C prepare(CallContext context, C command) {
        int seconds = Math.clamp(context.remaining().toSeconds() + 1, 1, IDLE_SECONDS);
        command.setTimeout(seconds);
        credentials.ifPresent(it -> command.setCredentialsProvider(
            new UsernamePasswordCredentialsProvider(it.name(), it.secret())));
        return command;
    }

    private static EngineException noRef(String ref) {
        return new EngineException(ErrorCode.NOT_FOUND, "The repository has no branch, tag or commit '" + ref + "'.")
            .withField("ref").withNextStep("Check the name, and that the commit has been pushed.");
    }

    private RuntimeException translate(Throwable cause, String ref) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            String message = at.getMessage() == null ? "" : at.getMessage();
            if (at instanceof EngineException known) {
                return known;
            } else if (at instanceof NoRemoteRepositoryException || at instanceof InvalidRemoteException
                    || message.contains("not found") && !message.contains("UnknownHost")) {
                return noRepository(cause);
            } else if (message.contains("not authorized") || message.contains("Authentication is required")
                    || message.contains("not permitted") || message.contains("Auth fail")) {
                return new EngineException(ErrorCode.NOT_FOUND,
                    "The repository does not exist, or its credentials are missing or wrong.", cause)
                    .withField("repository").withNextStep("Check the URL and the repository's credentials.");
            } else if (at instanceof NotSupportedException) {
                return new EngineException(ErrorCode.UNSUPPORTED, "This builder cannot clone from such a URL.", cause)
                    .withField("repository").withNextStep("Use https.");
            }
        }
        DiskFull.check(cause);
        if (cause instanceof GitAPIException || cause instanceof IOException) {
            return new EngineException(ErrorCode.UNAVAILABLE, "The repository could not be cloned: "
                + rootMessage(cause), cause).withField("repository");
        }
        return new EngineException(ErrorCode.INTERNAL, "The clone of '" + ref + "' failed: " + cause, cause);
    }

    private static EngineException noRepository(Throwable cause) {
        return new EngineException(ErrorCode.NOT_FOUND, "There is no Git repository at this URL.", cause)
            .withField("repository").withNextStep("Check the URL and the repository's credentials.");
    }

    private static String rootMessage(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return root instanceof java.net.UnknownHostException ? "the host " + message + " is not known" : message;
    }
}
