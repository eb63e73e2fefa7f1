package io.leengine.engine.store;

import io.leengine.engine.domain.CollectionRun;
import io.leengine.model.Digest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Collections of what nothing refers to in the registry, and when each blob was last relied upon by a push. */
@ProviderType
public interface CollectionRows {
    /** Returns since when it is written down who relies on what. A blob without a row was not relied upon since then. */
    Instant since();

    /** Returns when blobs were last relied upon; those without a row are left out. */
    Map<Digest, Instant> touched(Collection<Digest> blobs);

    /** Writes down that blobs are relied upon; a later time that is written already stays. Waits for who holds a row. */
    void touch(Collection<Digest> blobs, Instant at);

    /**
     * Holds a blob's row until the end of the transaction, which makes one when there is none, and returns when the blob
     * was last relied upon. Whoever touches the blob meanwhile waits.
     */
    Instant hold(Digest blob);

    /** Forgets a blob that is gone. */
    void forget(Digest blob);

    /**
     * Forgets blobs that were last relied upon before a time, and returns how many. That is for a time that is earlier than
     * any that is asked for from now on, and later than {@link #since}: then no row says the same as an old one.
     *
     * @param limit how many at most
     */
    int forget(Instant before, int limit);

    /** Adds a collection. */
    void insert(CollectionRun run);

    /** Writes how one that runs stands, and returns whether it ran; one that has ended stays as it is. */
    boolean update(CollectionRun run);

    /** Returns one. */
    Optional<CollectionRun> find(String id);

    /** Returns those that run, oldest first. */
    List<CollectionRun> running();

    /**
     * Returns collections, newest first.
     *
     * @param before only those asked for before this one; empty for the newest
     */
    List<CollectionRun> list(Optional<String> before, int limit);

    /** Returns when the last one was begun that does not only count. */
    Optional<Instant> lastBegun();

    /** Forgets those that ended before a time. */
    void deleteEnded(Instant before);
}
