package io.leengine.registry;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.RegistryStorage;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/**
 * The storage that is there at each moment. A call that comes while one storage is being swapped for the next waits a
 * little for it, and one that the old storage turned away at its end is made again to the new: so a client of the
 * registry sees a slow answer, and no failed one.
 */
final class CurrentStorage implements RegistryStorage {
    private final Duration grace;
    private RegistryStorage present;
    private long leftAt;
    private boolean left;

    /**
     * @param grace how long after a storage went its successor is awaited
     */
    CurrentStorage(Duration grace) {
        this.grace = grace;
    }

    /** A storage came. */
    synchronized void come(RegistryStorage storage) {
        present = storage;
        notifyAll();
    }

    /** A storage went; if another took its place before, that one stays. */
    synchronized void go(RegistryStorage storage) {
        if (present == storage) {
            present = null;
            left = true;
            leftAt = System.nanoTime();
        }
    }

    /** Returns this when there is a storage, or one went a moment ago and its successor comes. */
    Optional<RegistryStorage> get() throws InterruptedException {
        return awaited().map(found -> this);
    }

    private synchronized Optional<RegistryStorage> awaited() throws InterruptedException {
        while (present == null) {
            long wait = left ? grace.toMillis() - (System.nanoTime() - leftAt) / 1_000_000 : 0;
            if (wait <= 0) {
                return Optional.empty();
            }
            wait(wait);
        }
        return Optional.of(present);
    }

    private interface Ask<T> {
        T of(RegistryStorage storage) throws InterruptedException;
    }

    private interface Order {
        void to(RegistryStorage storage) throws InterruptedException;
    }

    private <T> T ask(Ask<T> ask) throws InterruptedException {
        return ask(ask, () -> true);
    }

    private interface Repeatable {
        boolean now();
    }

    private <T> T ask(Ask<T> ask, Repeatable repeatable) throws InterruptedException {
        RegistryStorage storage = awaited().orElseThrow(CurrentStorage::absent);
        try {
            return ask.of(storage);
        } catch (EngineException e) {
            if (e.code() != ErrorCode.UNAVAILABLE || !isGone(storage) || !repeatable.now()) {
                throw e;
            }
            return ask.of(awaited().orElseThrow(() -> e));
        } catch (LinkageError e) {
            // Its bundle was taken out in the middle of the call.
            if (!isGone(storage) || !repeatable.now()) {
                throw absent();
            }
            return ask.of(awaited().orElseThrow(CurrentStorage::absent));
        }
    }

    private synchronized boolean isGone(RegistryStorage storage) {
        return present != storage;
    }

    private void order(Order order) throws InterruptedException {
        ask(storage -> {
            order.to(storage);
            return null;
        });
    }

    private static EngineException absent() {
        return new EngineException(ErrorCode.UNAVAILABLE, "The registry's storage is not there at this moment; try again.");
    }

    /** Tells whether anything was read: only what was not can be sent once more. */
    private static final class Untouched extends FilterInputStream {
        private boolean touched;

        Untouched(InputStream content) {
            super(content);
        }

        @Override
        public int read() throws IOException {
            touched = true;
            return super.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            touched = true;
            return super.read(buffer, offset, length);
        }
    }

    @Override
    public String name() {
        return "registry";
    }

    /** Hands on what the storage of this moment can do; for one that goes meanwhile there may be none. */
    @Override
    public synchronized <A> Optional<A> ability(Class<A> type) {
        return present == null ? Optional.empty() : present.ability(type);
    }

    @Override
    public Optional<Long> blobSize(Digest blob) throws InterruptedException {
        return ask(storage -> storage.blobSize(blob));
    }

    @Override
    public InputStream openBlob(Digest blob, long offset) throws InterruptedException {
        return ask(storage -> storage.openBlob(blob, offset));
    }

    @Override
    public void deleteBlob(Digest blob) throws InterruptedException {
        order(storage -> storage.deleteBlob(blob));
    }

    @Override
    public Page<BlobInfo> blobs(Optional<Digest> after, int limit) throws InterruptedException {
        return ask(storage -> storage.blobs(after, limit));
    }

    @Override
    public void linkBlob(String repository, Digest blob) throws InterruptedException {
        order(storage -> storage.linkBlob(repository, blob));
    }

    @Override
    public boolean hasBlob(String repository, Digest blob) throws InterruptedException {
        return ask(storage -> storage.hasBlob(repository, blob));
    }

    @Override
    public void unlinkBlob(String repository, Digest blob) throws InterruptedException {
        order(storage -> storage.unlinkBlob(repository, blob));
    }

    @Override
    public String beginUpload(String repository) throws InterruptedException {
        return ask(storage -> storage.beginUpload(repository));
    }

    @Override
    public Optional<Long> uploadSize(String repository, String upload) throws InterruptedException {
        return ask(storage -> storage.uploadSize(repository, upload));
    }

    @Override
    public long append(String repository, String upload, long offset, InputStream content)
            throws InterruptedException {
        Untouched untouched = new Untouched(content);
        return ask(storage -> storage.append(repository, upload, offset, untouched), () -> !untouched.touched);
    }

    @Override
    public void commitUpload(String repository, String upload, Digest expected) throws InterruptedException {
        order(storage -> storage.commitUpload(repository, upload, expected));
    }

    @Override
    public void cancelUpload(String repository, String upload) throws InterruptedException {
        order(storage -> storage.cancelUpload(repository, upload));
    }

    @Override
    public void putManifest(String repository, Manifest manifest) throws InterruptedException {
        order(storage -> storage.putManifest(repository, manifest));
    }

    @Override
    public Optional<Manifest> manifest(String repository, Digest digest) throws InterruptedException {
        return ask(storage -> storage.manifest(repository, digest));
    }

    @Override
    public void deleteManifest(String repository, Digest digest) throws InterruptedException {
        order(storage -> storage.deleteManifest(repository, digest));
    }

    @Override
    public Page<Digest> manifests(String repository, Optional<Digest> after, int limit) throws InterruptedException {
        return ask(storage -> storage.manifests(repository, after, limit));
    }

    @Override
    public void putTag(String repository, String tag, Digest manifest) throws InterruptedException {
        order(storage -> storage.putTag(repository, tag, manifest));
    }

    @Override
    public Optional<Digest> tag(String repository, String tag) throws InterruptedException {
        return ask(storage -> storage.tag(repository, tag));
    }

    @Override
    public void deleteTag(String repository, String tag) throws InterruptedException {
        order(storage -> storage.deleteTag(repository, tag));
    }

    @Override
    public Page<String> tags(String repository, Optional<String> after, int limit) throws InterruptedException {
        return ask(storage -> storage.tags(repository, after, limit));
    }

    @Override
    public Page<String> repositories(Optional<String> after, int limit) throws InterruptedException {
        return ask(storage -> storage.repositories(after, limit));
    }

    @Override
    public void deleteRepository(String repository) throws InterruptedException {
        order(storage -> storage.deleteRepository(repository));
    }
}
