package io.leengine.engine.sim;

import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.domain.ImageManifest.Reference;
import io.leengine.engine.domain.ImageManifest.ReferenceKind;
import io.leengine.engine.domain.Pulls;
import io.leengine.engine.store.ManifestRows;
import io.leengine.model.Digest;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

final class MemoryManifests implements ManifestRows {
    private final MemorySession session;
    private final MemoryStore.State state;

    MemoryManifests(MemorySession session) {
        this.session = session;
        this.state = session.state;
    }

    private Stream<ImageManifest> of(String repository) {
        return state.manifests.values().stream().filter(each -> each.repository().equals(repository));
    }

    private static String key(String repository, Object what) {
        return repository + "@" + what;
    }

    @Override
    public void put(ImageManifest manifest) {
        session.writes();
        state.manifests.put(key(manifest.repository(), manifest.digest()), manifest);
        state.untagged.put(key(manifest.repository(), manifest.digest()), manifest.pushedAt());
    }

    @Override
    public List<ImageManifest> find(String repository, Collection<Digest> digests) {
        return of(repository).filter(each -> digests.contains(each.digest())).toList();
    }

    @Override
    public List<ImageManifest> all(String repository) {
        return of(repository).toList();
    }

    @Override
    public List<Digest> digests(String repository, Optional<Digest> after, int limit) {
        return of(repository).map(ImageManifest::digest).filter(each -> after.isEmpty() || each.compareTo(after.get()) > 0)
            .limit(limit).toList();
    }

    @Override
    public List<ImageManifest> attached(String repository, Collection<Digest> subjects) {
        return of(repository).filter(each -> each.subject().filter(subjects::contains).isPresent()).toList();
    }

    @Override
    public void delete(String repository, Digest digest) {
        session.writes();
        state.manifests.remove(key(repository, digest));
        state.pulls.remove(key(repository, digest));
    }

    @Override
    public void untagged(String repository, Digest digest, Instant at) {
        session.writes();
        state.untagged.replace(key(repository, digest), at);
    }

    @Override
    public Optional<Instant> untaggedSince(String repository, Digest digest) {
        return Optional.ofNullable(untaggedSince(repository).get(digest));
    }

    @Override
    public Map<Digest, Instant> untaggedSince(String repository) {
        return of(repository).collect(Collectors.toMap(ImageManifest::digest,
            each -> state.untagged.get(key(repository, each.digest()))));
    }

    @Override
    public boolean isIndexed(String repository) {
        return state.indexed.containsKey(repository);
    }

    @Override
    public boolean allIndexed() {
        return state.images.values().stream().map(Image::repository).allMatch(this::isIndexed);
    }

    @Override
    public List<String> toIndex(Instant since, int limit) {
        return state.images.values().stream().map(Image::repository)
            .filter(each -> state.indexed.getOrDefault(each, Instant.MIN).isBefore(since)).limit(limit).toList();
    }

    @Override
    public void indexed(String repository, Instant at) {
        session.writes();
        state.indexed.put(repository, at);
    }

    @Override
    public void pulled(String repository, Map<String, Pulls> by) {
        session.writes();
        if (session.images().byRepository(repository).isPresent()) {
            by.forEach((reference, pulls) -> state.pulls.merge(key(repository, reference), pulls, Pulls::and));
        }
    }

    @Override
    public Map<String, Pulls> pulls(String repository, Collection<String> references) {
        Map<String, Pulls> found = new HashMap<>();
        references.forEach(each -> Optional.ofNullable(state.pulls.get(key(repository, each)))
            .ifPresent(pulls -> found.put(each, pulls)));
        return found;
    }

    @Override
    public long bytes(String repository) {
        return only(each -> each.repository().equals(repository), _ -> false);
    }

    @Override
    public long bytesOnlyOf(String repository, Collection<Digest> manifests) {
        Predicate<ImageManifest> some = each -> each.repository().equals(repository) && manifests.contains(each.digest());
        return only(some, some.negate());
    }

    @Override
    public long bytesOnlyOf(String repository) {
        Predicate<ImageManifest> some = each -> each.repository().equals(repository);
        return only(some, some.negate());
    }

    private long only(Predicate<ImageManifest> some, Predicate<ImageManifest> others) {
        Map<Digest, Long> sizes = new HashMap<>();
        state.manifests.values().stream().filter(some).flatMap(ImageManifest::blobs)
            .forEach(each -> sizes.merge(each.digest(), each.sizeBytes(), Math::max));
        state.manifests.values().stream().filter(others).flatMap(each -> each.references().stream())
            .forEach(each -> sizes.remove(each.digest()));
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public List<Digest> inIndexes(String repository, Collection<Digest> manifests) {
        Set<Digest> held = new HashSet<>();
        of(repository).flatMap(each -> each.references().stream()).filter(each -> each.kind() == ReferenceKind.MANIFEST)
            .map(Reference::digest).filter(manifests::contains).forEach(held::add);
        return List.copyOf(held);
    }
}
