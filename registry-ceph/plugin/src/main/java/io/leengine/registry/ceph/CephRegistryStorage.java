package io.leengine.registry.ceph;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.Health;
import io.leengine.model.Identifiers;
import io.leengine.registry.ceph.Contents.Content;
import io.leengine.registry.ceph.Names.Entry;
import io.leengine.spi.registry.HoldingsListing;
import io.leengine.spi.registry.RegistryStorage;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A registry's storage in a Ceph cluster. What lies where, and in which order it is changed, is decided here, once for every
 * way of reaching a cluster: {@link Names} and {@link Contents}. It keeps nothing that another engine on the same place
 * would need; several may use it at once.
 */
public class CephRegistryStorage implements RegistryStorage, HoldingsListing, AutoCloseable {
    /** How long an upload that nobody touches is kept. */
    public static final Duration STALE = Duration.ofDays(1);

    private final String name;
    private final Runnable disconnect;
    private final Calls calls = new Calls();
    private final Blobs blobs;
    private final Repositories repositories;
    private final Uploads uploads;
    private final Trash trash;

    /**
     * Opens a storage without asking the cluster anything.
     *
     * @param name the configured name
     * @param disconnect run when the storage is closed, once; calls under way may fail then, and must not hang
     * @param pieces how big contents become
     */
    public CephRegistryStorage(String name, Names names, Contents contents, Runnable disconnect, Pieces pieces) {
        this.name = Objects.requireNonNull(name, "name");
        this.disconnect = disconnect;
        trash = new Trash(names, contents);
        blobs = new Blobs(names, contents, trash);
        repositories = new Repositories(names, contents, trash);
        uploads = new Uploads(names, contents, blobs, pieces);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Health health() {
        return calls.health();
    }

    /** Asks the cluster something, so that {@link #health()} is of now. */
    public void check() throws InterruptedException {
        calls.read(() -> blobs.list(Optional.empty(), 1));
    }

    /** Takes no more calls; one that is under way ends soon. Repeated: does nothing. */
    @Override
    public void close() {
        boolean first = !calls.closed();
        calls.close();
        if (first) {
            disconnect.run();
        }
    }

    /**
     * Drops the uploads that nobody has touched since a time, and finishes what crashes left. Several engines may do so at
     * once.
     */
    public void sweep(Instant before) throws InterruptedException {
        calls.change(() -> {
            for (String repository : Pages.all(after -> repositories.repositories(after, 200, true), each -> each)) {
                for (Entry entry : uploadsOf(repository)) {
                    uploads.sweep(ref(repository, id(entry)), before);
                }
            }
            trash.sweep(before);
        });
    }

    @Override
    public Optional<Long> blobSize(Digest blob) throws InterruptedException {
        return calls.read(() -> blobs.size(blob));
    }

    @Override
    public InputStream openBlob(Digest blob, long offset) throws InterruptedException {
        return calls.read(() -> blobs.open(blob, offset));
    }

    @Override
    public void deleteBlob(Digest blob) throws InterruptedException {
        calls.change(() -> blobs.delete(blob));
    }

    @Override
    public Page<BlobInfo> blobs(Optional<Digest> after, int limit) throws InterruptedException {
        return calls.read(() -> blobs.list(after, positive(limit)));
    }

    @Override
    public void linkBlob(String repository, Digest blob) throws InterruptedException {
        Repositories.folder(repository);
        calls.change(() -> {
            if (!blobs.has(blob)) {
                throw EngineException.notFound("blob", blob.toString());
            }
            repositories.link(repository, blob);
        });
    }

    @Override
    public boolean hasBlob(String repository, Digest blob) throws InterruptedException {
        return calls.read(() -> repositories.links(repository, blob) && blobs.has(blob));
    }

    @Override
    public void unlinkBlob(String repository, Digest blob) throws InterruptedException {
        calls.change(() -> repositories.unlink(repository, blob));
    }

    @Override
    public String beginUpload(String repository) throws InterruptedException {
        return calls.write(() -> uploads.begin(Repositories.folder(repository)));
    }

    @Override
    public Optional<Long> uploadSize(String repository, String upload) throws InterruptedException {
        return calls.read(() -> uploads.size(ref(repository, upload)));
    }

    @Override
    public long append(String repository, String upload, long offset, InputStream content)
            throws InterruptedException {
        return calls.write(() -> uploads.append(ref(repository, upload), offset, content));
    }

    @Override
    public void commitUpload(String repository, String upload, Digest expected) throws InterruptedException {
        calls.change(() -> {
            UploadRef ref = ref(repository, upload);
            uploads.commit(ref, expected);
            repositories.link(repository, expected);
            uploads.committed(ref);
        });
    }

    @Override
    public void cancelUpload(String repository, String upload) throws InterruptedException {
        calls.change(() -> uploads.cancel(ref(repository, upload)));
    }

    @Override
    public void putManifest(String repository, Manifest manifest) throws InterruptedException {
        calls.change(() -> repositories.putManifest(repository, manifest));
    }

    @Override
    public Optional<Manifest> manifest(String repository, Digest digest) throws InterruptedException {
        return calls.read(() -> repositories.manifest(repository, digest));
    }

    @Override
    public void deleteManifest(String repository, Digest digest) throws InterruptedException {
        calls.change(() -> repositories.deleteManifest(repository, digest));
    }

    @Override
    public Page<Digest> manifests(String repository, Optional<Digest> after, int limit) throws InterruptedException {
        return calls.read(() -> repositories.manifests(repository, after, positive(limit)));
    }

    @Override
    public void putTag(String repository, String tag, Digest manifest) throws InterruptedException {
        calls.change(() -> repositories.putTag(repository, tag, manifest));
    }

    @Override
    public Optional<Digest> tag(String repository, String tag) throws InterruptedException {
        return calls.read(() -> repositories.tag(repository, tag));
    }

    @Override
    public void deleteTag(String repository, String tag) throws InterruptedException {
        calls.change(() -> repositories.deleteTag(repository, tag));
    }

    @Override
    public Page<String> tags(String repository, Optional<String> after, int limit) throws InterruptedException {
        return calls.read(() -> repositories.tags(repository, after, positive(limit)));
    }

    @Override
    public Page<String> repositories(Optional<String> after, int limit) throws InterruptedException {
        return calls.read(() -> repositories.repositories(after, positive(limit), false));
    }

    @Override
    public void deleteRepository(String repository) throws InterruptedException {
        calls.change(() -> {
            repositories.delete(repository);
            for (Entry entry : uploadsOf(repository)) {
                uploads.cancel(ref(repository, id(entry)));
            }
        });
    }

    // What a repository holds

    @Override
    public Page<Digest> links(String repository, Optional<Digest> after, int limit) throws InterruptedException {
        return calls.read(() -> repositories.links(repository, after, positive(limit)));
    }

    @Override
    public Page<Upload> uploads(String repository, Optional<String> after, int limit) throws InterruptedException {
        return calls.read(() -> {
            Page<Entry> page = repositories.uploads(repository, after, positive(limit));
            return new Page<>(page.items().stream().map(CephRegistryStorage::upload).toList(), page.more());
        });
    }

    @Override
    public Page<String> holders(Optional<String> after, int limit) throws InterruptedException {
        return calls.read(() -> repositories.repositories(after, positive(limit), true));
    }

    /** Returns what a blob consists of, in order; empty when it is not stored. */
    protected final Optional<List<Content>> contentsOf(Digest blob) throws InterruptedException {
        return calls.read(() -> blobs.contents(blob));
    }

    private List<Entry> uploadsOf(String repository) throws InterruptedException {
        return Pages.all(after -> repositories.uploads(repository, after, 200), CephRegistryStorage::id);
    }

    private static Upload upload(Entry entry) {
        UploadRecord record = UploadRecord.read(entry.value());
        return new Upload(id(entry), record.size(), record.touchedAt());
    }

    private static String id(Entry entry) {
        return entry.name().substring(UploadRef.PREFIX.length());
    }

    private static UploadRef ref(String repository, String upload) {
        return new UploadRef(Repositories.folder(repository), upload);
    }

    private static int positive(int limit) {
        return (int) Identifiers.within("limit", limit, 1, Integer.MAX_VALUE);
    }
}
