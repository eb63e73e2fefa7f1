package io.leengine.engine.collection;

import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.Digest;
import io.leengine.spi.registry.RegistryStorage;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes things away, each with its row held: a push that relies on a blob waits for its row meanwhile, and looks for the
 * blob only then. The call to the storage is within the transaction therefore; done again, it changes nothing.
 */
final class Removal {
    /** Throws when another engine does this now. */
    interface Guard {
        void check(Session session);
    }

    /** A call to the storage. */
    private interface Call {
        void run() throws InterruptedException;
    }

    /** Carries an interrupt out of a transaction. */
    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Interrupted(InterruptedException cause) {
            super(cause);
        }

        private InterruptedException interrupt() {
            return (InterruptedException) getCause();
        }
    }

    private static final int PIECE = 1_000;

    private final RegistryStorage storage;
    private final Store store;
    private final Guard guard;
    private final boolean countOnly;

    Removal(RegistryStorage storage, Store store, Guard guard, boolean countOnly) {
        this.storage = storage;
        this.store = store;
        this.guard = guard;
        this.countOnly = countOnly;
    }

    /** Returns those of some blobs that no push has relied upon since a time. */
    Set<Digest> untouched(Collection<Digest> blobs, Instant before) {
        if (blobs.isEmpty()) {
            return Set.of();
        }
        return store.read(session -> {
            Instant since = session.collections().since();
            Map<Digest, Instant> touched = session.collections().touched(blobs);
            Set<Digest> old = new TreeSet<>(blobs);
            old.removeIf(blob -> !touched.getOrDefault(blob, since).isBefore(before));
            return old;
        });
    }

    /** Takes a link unless its blob was touched since a time; returns whether it did, or would. */
    boolean unlink(String repository, Digest blob, Instant before) throws InterruptedException {
        return countOnly || held(blob, before, false, () -> storage.unlinkBlob(repository, blob));
    }

    /** Takes a blob unless it was touched since a time; returns whether it did, or would. */
    boolean delete(Digest blob, Instant before) throws InterruptedException {
        return countOnly || held(blob, before, true, () -> storage.deleteBlob(blob));
    }

    /** Takes an upload, or would. */
    void cancel(String repository, String upload) throws InterruptedException {
        if (!countOnly) {
            store.read(session -> {
                guard.check(session);
                return null;
            });
            storage.cancelUpload(repository, upload);
        }
    }

    /** Forgets what was last relied upon before a time, a piece at a time; returns whether there is more. */
    boolean forget(Instant before) {
        return !countOnly && store.write(session -> {
            guard.check(session);
            return before.isAfter(session.collections().since()) && session.collections().forget(before, PIECE) == PIECE;
        });
    }

    private boolean held(Digest blob, Instant before, boolean last, Call call) throws InterruptedException {
        try {
            return store.write(session -> {
                guard.check(session);
                if (!session.collections().hold(blob).isBefore(before)) {
                    return false;
                }
                run(call);
                if (last) {
                    session.collections().forget(blob);
                }
                return true;
            });
        } catch (Interrupted e) {
            throw e.interrupt();
        }
    }

    private static void run(Call call) {
        try {
            call.run();
        } catch (InterruptedException e) {
            throw new Interrupted(e);
        }
    }
}
