package io.leengine.registry.fs;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.Health;
import io.leengine.model.Identifiers;
import io.leengine.spi.registry.HoldingsListing;
import io.leengine.spi.registry.RegistryStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/**
 * A registry's storage in one folder: {@code blobs} by digest, {@code repositories} with their links, manifests, tags and
 * uploads, and {@code trash} for repositories that are being removed. It holds no thread and, between calls, no file.
 */
public class FileRegistryStorage implements RegistryStorage, HoldingsListing, AutoCloseable {
    /** How long an upload that nobody touches is kept. */
    public static final Duration STALE = Duration.ofDays(1);

    private static final int STRIPES = 64;

    private final String name;
    private final Disk disk = new Disk();
    private final Blobs blobs;
    private final Repositories repositories;
    private final Uploads uploads = new Uploads();
    // Shared by those who add to a repository, exclusive for those who take away.
    private final List<ReadWriteLock> locks =
        Stream.<ReadWriteLock>generate(ReentrantReadWriteLock::new).limit(STRIPES).toList();

    /**
     * Opens the storage and makes its folders when they are missing.
     *
     * @param name the configured name
     * @param folder where it is; absolute
     */
    public FileRegistryStorage(String name, Path folder) {
        this.name = Objects.requireNonNull(name, "name");
        if (!folder.isAbsolute()) {
            throw EngineException.invalid("folder", "'folder' must be an absolute path, and is '" + folder + "'.");
        }
        try {
            blobs = new Blobs(folder.resolve("blobs").resolve(Digest.SHA256));
            repositories = new Repositories(folder.resolve("repositories"), folder.resolve("trash"));
            repositories.emptyTrash();
        } catch (IOException e) {
            throw disk.failure("Opening the registry's folder " + folder, e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Health health() {
        return disk.health();
    }

    /** Takes no more calls; one that is under way may end. Repeated: does nothing. */
    @Override
    public void close() {
        disk.close();
    }

    /** Drops the uploads, and what crashes left unfinished, that nobody has touched since a time. */
    public void sweep(Instant before) throws InterruptedException {
        disk.run("Clearing stale uploads", () -> {
            for (String repository : repositories.all()) {
                uploads.sweep(repositories.uploads(repository), before);
                Disk.sweepUnfinished(repositories.manifests(repository), before);
                Disk.sweepUnfinished(repositories.tags(repository), before);
            }
            return null;
        });
    }

    @Override
    public Optional<Long> blobSize(Digest blob) throws InterruptedException {
        return disk.run("Looking for a blob", () -> blobs.size(blob));
    }

    @Override
    public InputStream openBlob(Digest blob, long offset) throws InterruptedException {
        return disk.run("Opening a blob", () -> blobs.open(blob, offset));
    }

    @Override
    public void deleteBlob(Digest blob) throws InterruptedException {
        disk.run("Deleting a blob", () -> {
            blobs.delete(blob);
            return null;
        });
    }

    @Override
    public Page<BlobInfo> blobs(Optional<Digest> after, int limit) throws InterruptedException {
        return disk.run("Listing blobs", () -> blobs.list(after, positive(limit)));
    }

    @Override
    public void linkBlob(String repository, Digest blob) throws InterruptedException {
        adding("Linking a blob", repository, () -> {
            if (!blobs.has(blob)) {
                throw EngineException.notFound("blob", blob.toString());
            }
            repositories.make(repository);
            Disk.mark(repositories.links(repository).resolve(blob.hex()));
            return null;
        });
    }

    @Override
    public boolean hasBlob(String repository, Digest blob) throws InterruptedException {
        return disk.run("Looking for a blob",
            () -> repositories.links(repository).resolve(blob.hex()).toFile().exists() && blobs.has(blob));
    }

    @Override
    public void unlinkBlob(String repository, Digest blob) throws InterruptedException {
        removing("Unlinking a blob", repository, () -> Disk.remove(repositories.links(repository).resolve(blob.hex())));
    }

    @Override
    public String beginUpload(String repository) throws InterruptedException {
        return adding("Beginning an upload", repository, () -> {
            repositories.make(repository);
            return Uploads.begin(repositories.uploads(repository));
        });
    }

    @Override
    public Optional<Long> uploadSize(String repository, String upload) throws InterruptedException {
        return disk.run("Looking for an upload", () -> Uploads.size(upload(repository, upload)));
    }

    @Override
    public long append(String repository, String upload, long offset, InputStream content)
            throws InterruptedException {
        long size = disk.run("Writing an upload", () -> uploads.append(upload(repository, upload), offset, content));
        disk.works();
        return size;
    }

    @Override
    public void commitUpload(String repository, String upload, Digest expected) throws InterruptedException {
        disk.run("Finishing an upload", () -> {
            uploads.commit(upload(repository, upload), expected, blobs);
            return null;
        });
        linkBlob(repository, expected);
    }

    @Override
    public void cancelUpload(String repository, String upload) throws InterruptedException {
        disk.run("Dropping an upload", () -> {
            uploads.cancel(upload(repository, upload));
            return null;
        });
    }

    @Override
    public void putManifest(String repository, Manifest manifest) throws InterruptedException {
        adding("Storing a manifest", repository, () -> {
            repositories.make(repository);
            repositories.putManifest(repository, manifest);
            return null;
        });
    }

    @Override
    public Optional<Manifest> manifest(String repository, Digest digest) throws InterruptedException {
        return disk.run("Reading a manifest", () -> repositories.manifest(repository, digest));
    }

    @Override
    public void deleteManifest(String repository, Digest digest) throws InterruptedException {
        removing("Deleting a manifest", repository, () -> repositories.deleteManifest(repository, digest));
    }

    @Override
    public Page<Digest> manifests(String repository, Optional<Digest> after, int limit) throws InterruptedException {
        return disk.run("Listing manifests", () -> digests(Disk.names(repositories.manifests(repository)), after, limit));
    }

    private static Page<Digest> digests(Collection<String> names, Optional<Digest> after, int limit) {
        Page<String> hex = page(names, after.map(Digest::hex), limit);
        return new Page<>(hex.items().stream().map(each -> new Digest(Digest.SHA256, each)).toList(), hex.more());
    }

    @Override
    public void putTag(String repository, String tag, Digest manifest) throws InterruptedException {
        adding("Setting a tag", repository, () -> {
            repositories.putTag(repository, tag, manifest);
            return null;
        });
    }

    @Override
    public Optional<Digest> tag(String repository, String tag) throws InterruptedException {
        return disk.run("Reading a tag", () -> repositories.target(repository, tag));
    }

    @Override
    public void deleteTag(String repository, String tag) throws InterruptedException {
        removing("Deleting a tag", repository, () -> Disk.remove(repositories.tag(repository, tag)));
    }

    @Override
    public Page<String> tags(String repository, Optional<String> after, int limit) throws InterruptedException {
        return disk.run("Listing tags", () -> page(Disk.names(repositories.tags(repository)), after, limit));
    }

    @Override
    public Page<String> repositories(Optional<String> after, int limit) throws InterruptedException {
        return disk.run("Listing repositories", () -> page(after, limit, repositories::holdsAnything));
    }

    private Page<String> page(Optional<String> after, int limit, Condition which) throws IOException {
        List<String> found = new ArrayList<>();
        for (String repository : page(repositories.all(), after, Integer.MAX_VALUE).items()) {
            if (which.of(repository)) {
                if (found.size() == positive(limit)) {
                    return new Page<>(found, true);
                }
                found.add(repository);
            }
        }
        return new Page<>(found, false);
    }

    @Override
    public Page<String> holders(Optional<String> after, int limit) throws InterruptedException {
        positive(limit);
        return disk.run("Listing repositories", () -> page(after, limit,
            it -> repositories.holdsAnything(it) || Disk.hasNames(repositories.uploads(it))));
    }

    @Override
    public Page<Digest> links(String repository, Optional<Digest> after, int limit) throws InterruptedException {
        return disk.run("Listing links", () -> digests(Disk.names(repositories.links(repository)), after, limit));
    }

    @Override
    public Page<Upload> uploads(String repository, Optional<String> after, int limit) throws InterruptedException {
        positive(limit);
        return disk.run("Listing uploads", () -> {
            Path uploadsFolder = repositories.uploads(repository);
            List<Upload> found = new ArrayList<>();
            for (String id : page(Disk.names(uploadsFolder), after, Integer.MAX_VALUE).items()) {
                Optional<Upload> upload = Uploads.info(uploadsFolder.resolve(id));
                if (upload.isPresent() && found.size() == limit) {
                    return new Page<>(found, true);
                }
                upload.ifPresent(found::add);
            }
            return new Page<>(found, false);
        });
    }

    @Override
    public void deleteRepository(String repository) throws InterruptedException {
        removing("Deleting a repository", repository, () -> {
            repositories.delete(repository);
            uploads.forget(repositories.uploads(repository));
        });
    }

    private Path upload(String repository, String upload) {
        return Uploads.file(repositories.uploads(repository), upload);
    }

    private static Page<String> page(Collection<String> names, Optional<String> after, int limit) {
        String[] sorted = names.stream().filter(each -> after.isEmpty() || each.compareTo(after.get()) > 0)
            .sorted().toArray(String[]::new);
        boolean more = sorted.length > positive(limit);
        return new Page<>(Arrays.asList(more ? Arrays.copyOf(sorted, limit) : sorted), more);
    }

    private static int positive(int limit) {
        return (int) Identifiers.within("limit", limit, 1, Integer.MAX_VALUE);
    }

    private <T> T adding(String what, String repository, Disk.Step<T> step) throws InterruptedException {
        return locked(lock(repository).readLock(), what, step);
    }

    private void removing(String what, String repository, Removal step) throws InterruptedException {
        locked(lock(repository).writeLock(), what, () -> {
            step.run();
            return null;
        });
    }

    private <T> T locked(Lock lock, String what, Disk.Step<T> step) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return disk.run(what, step);
        } finally {
            lock.unlock();
        }
    }

    private ReadWriteLock lock(String repository) {
        return locks.get(Math.floorMod(repository.hashCode(), STRIPES));
    }

    /** Holds of a repository or not. */
    @FunctionalInterface
    private interface Condition {
        boolean of(String repository) throws IOException;
    }

    /** Takes something away. */
    @FunctionalInterface
    private interface Removal {
        void run() throws IOException;
    }
}
