package io.leengine.tck.reference;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import io.leengine.spi.registry.HoldingsListing;
import io.leengine.spi.registry.RegistryStorage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/** Keeps blobs, manifests and tags in sorted maps under one lock. */
public final class MemoryRegistryStorage extends MemoryPart implements RegistryStorage, HoldingsListing {
    private static final int CHUNK = 8_192;

    private final Store store;

    /** What storages keep; it outlives them. */
    public static final class Store {
        private final TreeMap<Digest, Blob> blobs = new TreeMap<>();
        private final TreeMap<String, Repository> repositories = new TreeMap<>();

        /** Makes an empty one. */
        public Store() {
            // Nothing to set.
        }
    }

    private record Blob(byte[] content, Instant storedAt) {
    }

    private static final class Upload {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private Instant touchedAt = Instant.now();
        private boolean busy;
    }

    private static final class Repository {
        private final TreeMap<Digest, Boolean> links = new TreeMap<>();
        private final TreeMap<Digest, Manifest> manifests = new TreeMap<>();
        private final TreeMap<String, Digest> tags = new TreeMap<>();
        private final TreeMap<String, Upload> uploads = new TreeMap<>();

        boolean holdsAnything() {
            return !(links.isEmpty() && manifests.isEmpty() && uploads.isEmpty());
        }
    }

    /** Opens a storage over what an earlier one left. */
    public MemoryRegistryStorage(String name, Store store) {
        super(name);
        this.store = store;
    }

    private <T> T in(String repository, Function<Repository, T> step) throws InterruptedException {
        Identifiers.repository("repository", repository);
        enter();
        synchronized (store) {
            Repository found = store.repositories.getOrDefault(repository, new Repository());
            T result = step.apply(found);
            if (found.holdsAnything()) {
                store.repositories.put(repository, found);
            } else {
                store.repositories.remove(repository);
            }
            return result;
        }
    }

    @Override
    public Optional<Long> blobSize(Digest blob) throws InterruptedException {
        enter();
        synchronized (store) {
            return Optional.ofNullable(store.blobs.get(blob)).map(one -> (long) one.content().length);
        }
    }

    @Override
    public InputStream openBlob(Digest blob, long offset) throws InterruptedException {
        enter();
        synchronized (store) {
            byte[] content = Optional.ofNullable(store.blobs.get(blob)).map(Blob::content)
                .orElseThrow(() -> EngineException.notFound("blob", blob.toString()));
            Identifiers.within("offset", offset, 0, content.length);
            return new ByteArrayInputStream(content, (int) offset, content.length - (int) offset);
        }
    }

    @Override
    public void deleteBlob(Digest blob) throws InterruptedException {
        enter();
        synchronized (store) {
            store.blobs.remove(blob);
        }
    }

    @Override
    public Page<BlobInfo> blobs(Optional<Digest> after, int limit) throws InterruptedException {
        Identifiers.within("limit", limit, 1, Integer.MAX_VALUE);
        enter();
        synchronized (store) {
            Page<Digest> page = page(store.blobs, after, limit);
            return new Page<>(page.items().stream().map(digest -> new BlobInfo(digest,
                store.blobs.get(digest).content().length, store.blobs.get(digest).storedAt())).toList(), page.more());
        }
    }

    private static <K> Page<K> page(TreeMap<K, ?> all, Optional<K> after, int limit) {
        Identifiers.within("limit", limit, 1, Integer.MAX_VALUE);
        SortedMap<K, ?> rest = after.isPresent() ? all.tailMap(after.get(), false) : all;
        return new Page<>(rest.keySet().stream().limit(limit).toList(), rest.size() > limit);
    }

    @Override
    public void linkBlob(String repository, Digest blob) throws InterruptedException {
        in(repository, it -> {
            if (!store.blobs.containsKey(blob)) {
                throw EngineException.notFound("blob", blob.toString());
            }
            return it.links.put(blob, true);
        });
    }

    @Override
    public boolean hasBlob(String repository, Digest blob) throws InterruptedException {
        return in(repository, it -> it.links.containsKey(blob) && store.blobs.containsKey(blob));
    }

    @Override
    public void unlinkBlob(String repository, Digest blob) throws InterruptedException {
        in(repository, it -> it.links.remove(blob));
    }

    @Override
    public String beginUpload(String repository) throws InterruptedException {
        String id = UUID.randomUUID().toString();
        in(repository, it -> it.uploads.put(id, new Upload()));
        return id;
    }

    @Override
    public Optional<Long> uploadSize(String repository, String upload) throws InterruptedException {
        return in(repository, it -> Optional.ofNullable(it.uploads.get(upload)).map(one -> (long) one.content.size()));
    }

    @Override
    public long append(String repository, String upload, long offset, InputStream content)
            throws InterruptedException {
        Upload mine = in(repository, it -> {
            Upload one = known(it, upload);
            if (one.busy || one.content.size() != offset) {
                throw new EngineException(ErrorCode.CONFLICT, "The upload goes on at " + one.content.size() + ".");
            }
            one.busy = true;
            return one;
        });
        try {
            byte[] chunk = new byte[CHUNK];
            for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
                mustBeOpen();
                synchronized (store) {
                    mine.content.write(chunk, 0, read);
                    mine.touchedAt = Instant.now();
                }
            }
            return mine.content.size();
        } catch (InterruptedIOException e) {
            throw (InterruptedException) new InterruptedException().initCause(e);
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The content ended early.", e);
        } finally {
            synchronized (store) {
                mine.busy = false;
            }
        }
    }

    private static Upload known(Repository repository, String upload) {
        return Optional.ofNullable(repository.uploads.get(upload))
            .orElseThrow(() -> EngineException.notFound("upload", upload));
    }

    @Override
    public void commitUpload(String repository, String upload, Digest expected) throws InterruptedException {
        boolean whole = in(repository, it -> {
            byte[] content = known(it, upload).content.toByteArray();
            it.uploads.remove(upload);
            if (!Digest.of(content).equals(expected)) {
                return false;
            }
            store.blobs.putIfAbsent(expected, new Blob(content, Instant.now()));
            it.links.put(expected, true);
            return true;
        });
        if (!whole) {
            throw new EngineException(ErrorCode.DIGEST_MISMATCH, "The content has another digest.");
        }
    }

    @Override
    public void cancelUpload(String repository, String upload) throws InterruptedException {
        in(repository, it -> it.uploads.remove(upload));
    }

    @Override
    public void putManifest(String repository, Manifest manifest) throws InterruptedException {
        in(repository, it -> it.manifests.putIfAbsent(manifest.digest(), manifest));
    }

    @Override
    public Optional<Manifest> manifest(String repository, Digest digest) throws InterruptedException {
        return in(repository, it -> Optional.ofNullable(it.manifests.get(digest)));
    }

    @Override
    public void deleteManifest(String repository, Digest digest) throws InterruptedException {
        in(repository, it -> {
            it.tags.values().removeIf(digest::equals);
            return it.manifests.remove(digest);
        });
    }

    @Override
    public Page<Digest> manifests(String repository, Optional<Digest> after, int limit) throws InterruptedException {
        return in(repository, it -> page(it.manifests, after, limit));
    }

    @Override
    public void putTag(String repository, String tag, Digest manifest) throws InterruptedException {
        Identifiers.tag("tag", tag);
        in(repository, it -> {
            if (!it.manifests.containsKey(manifest)) {
                throw EngineException.notFound("manifest", manifest.toString());
            }
            return it.tags.put(tag, manifest);
        });
    }

    @Override
    public Optional<Digest> tag(String repository, String tag) throws InterruptedException {
        Identifiers.tag("tag", tag);
        return in(repository, it -> Optional.ofNullable(it.tags.get(tag)));
    }

    @Override
    public void deleteTag(String repository, String tag) throws InterruptedException {
        Identifiers.tag("tag", tag);
        in(repository, it -> it.tags.remove(tag));
    }

    @Override
    public Page<String> tags(String repository, Optional<String> after, int limit) throws InterruptedException {
        return in(repository, it -> page(it.tags, after, limit));
    }

    @Override
    public Page<String> repositories(Optional<String> after, int limit) throws InterruptedException {
        Identifiers.within("limit", limit, 1, Integer.MAX_VALUE);
        enter();
        synchronized (store) {
            return page(store.repositories, after, limit);
        }
    }

    @Override
    public void deleteRepository(String repository) throws InterruptedException {
        Identifiers.repository("repository", repository);
        enter();
        synchronized (store) {
            store.repositories.remove(repository);
        }
    }

    @Override
    public Page<Digest> links(String repository, Optional<Digest> after, int limit) throws InterruptedException {
        return in(repository, it -> page(it.links, after, limit));
    }

    @Override
    public Page<HoldingsListing.Upload> uploads(String repository, Optional<String> after, int limit)
            throws InterruptedException {
        return in(repository, it -> {
            Page<String> page = page(it.uploads, after, limit);
            return new Page<>(page.items().stream().map(id -> new HoldingsListing.Upload(id,
                it.uploads.get(id).content.size(), it.uploads.get(id).touchedAt)).toList(), page.more());
        });
    }

    @Override
    public Page<String> holders(Optional<String> after, int limit) throws InterruptedException {
        return repositories(after, limit);
    }
}
