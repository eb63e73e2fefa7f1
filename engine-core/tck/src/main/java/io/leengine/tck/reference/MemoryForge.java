package io.leengine.tck.reference;

import io.leengine.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The Git repositories and the registry that a {@link MemoryBuilder} builds from and pushes to. */
public final class MemoryForge {
    private static final int COMMIT_LENGTH = 40;

    private final Map<String, Repository> repositories = new HashMap<>();
    private final Map<String, byte[]> manifests = new HashMap<>();

    /** Makes one that is empty. */
    public MemoryForge() {
        // Nothing to set.
    }

    /** Makes a repository, or returns the one there is. */
    public synchronized Repository repository(String url) {
        return repositories.computeIfAbsent(url, one -> new Repository());
    }

    synchronized Optional<Repository> find(String url) {
        return Optional.ofNullable(repositories.get(url));
    }

    synchronized Digest push(String image, String tag, byte[] manifest) {
        manifests.put(image + ":" + tag, manifest);
        return Digest.of(manifest);
    }

    /** Returns what was pushed. */
    public synchronized Optional<byte[]> manifest(String image, String tag) {
        return Optional.ofNullable(manifests.get(image + ":" + tag));
    }

    /** A Git repository, as far as a build sees one. */
    public static final class Repository {
        private final Map<String, String> refs = new HashMap<>();
        private final List<Commit> commits = new ArrayList<>();

        record Commit(String id, Map<String, String> files) {
        }

        /** Replaces the content of a branch and returns the commit. */
        public synchronized String commit(String branch, Map<String, String> files) {
            String text = commits.size() + new TreeMap<>(files).toString();
            String id = Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, COMMIT_LENGTH);
            commits.add(new Commit(id, Map.copyOf(files)));
            refs.put(branch, id);
            return id;
        }

        /** Makes a tag of a branch's commit. */
        public synchronized void tag(String branch, String tag) {
            refs.put(tag, refs.get(branch));
        }

        synchronized Optional<Commit> find(String ref) {
            String wanted = refs.getOrDefault(ref, ref);
            return commits.stream().filter(one -> one.id().startsWith(wanted)).findFirst();
        }
    }
}
