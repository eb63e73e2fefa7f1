package io.leengine.engine.collection;

import io.leengine.engine.store.Store;
import io.leengine.model.Digest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Writes down which blobs pushes rely on, before they look whether the blobs are there. The collection takes a blob's row
 * before it takes the blob, so of the two one comes first: either the push is seen and the blob stays, or the push sees
 * that the blob is gone and sends it.
 *
 * <p>A row is written anew only when it is older than a quarter of the grace time, and what was found in rows is
 * remembered here, so that a push that is like the one before writes nothing.
 */
public final class BlobUse {
    /** How long a blob that nothing refers to is kept unless told otherwise. */
    public static final Duration USUAL_GRACE = Duration.ofDays(1);

    private static final int REMEMBERED = 20_000;
    private static final int QUARTER = 4;
    private static final float LOAD = 0.75f;

    private final Store store;
    private final InstantSource clock;
    private final Duration fresh;
    private final Map<Digest, Instant> remembered = new LinkedHashMap<>(16, LOAD, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * In a store.
     *
     * @param grace how long what nothing refers to is kept; the same for all engines on the store
     */
    public BlobUse(Store store, InstantSource clock, Duration grace) {
        this.store = store;
        this.clock = clock;
        this.fresh = grace.dividedBy(QUARTER);
    }

    /** See {@link io.leengine.engine.RegistryAccess#rely}. */
    public void rely(Collection<Digest> blobs) {
        Instant now = clock.instant();
        Instant oldest = now.minus(fresh);
        List<Digest> unknown = unknown(blobs, oldest);
        if (unknown.isEmpty()) {
            return;
        }
        Map<Digest, Instant> touched = new HashMap<>(store.read(session -> session.collections().touched(unknown)));
        List<Digest> stale = unknown.stream()
            .filter(blob -> touched.getOrDefault(blob, Instant.MIN).isBefore(oldest)).toList();
        if (!stale.isEmpty()) {
            store.write(session -> {
                session.collections().touch(stale, now);
                return null;
            });
            stale.forEach(blob -> touched.put(blob, now));
        }
        synchronized (remembered) {
            remembered.putAll(touched);
        }
    }

    /** Returns those not known to have been touched lately, each once and in order, so that no two wait for each other. */
    private List<Digest> unknown(Collection<Digest> blobs, Instant oldest) {
        List<Digest> unknown = new ArrayList<>();
        synchronized (remembered) {
            for (Digest blob : new TreeSet<>(blobs)) {
                Instant at = remembered.get(blob);
                if (at == null || at.isBefore(oldest)) {
                    unknown.add(blob);
                }
            }
        }
        return unknown;
    }
}
