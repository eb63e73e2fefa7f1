package io.leengine.engine.image;

import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.reconcile.KeyedQueue;
import io.leengine.engine.reconcile.SoleWork;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Store;
import io.leengine.model.Digest;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes what the database knows of manifests as the storage holds them: of images pushed to before it was kept, and once a
 * day of every image, since an engine may end between the storage and the database. It goes on where it was broken off:
 * what is done is in the database.
 */
public final class ManifestIndex implements KeyedQueue.Work, AutoCloseable {
    private static final String KEY = "image-index";
    private static final Duration AGAIN = Duration.ofDays(1);
    private static final Duration PACE = Duration.ofSeconds(15);
    private static final Duration SOON = Duration.ofMillis(10);
    private static final int IMAGES_AT_ONCE = 50;
    private static final int PAGE = 500;

    private final Store store;
    private final Seams seams;
    private final Clock clock;
    private final ManifestReader reader;
    private final SoleWork work;

    /** What it is made of. */
    public ManifestIndex(Store store, Seams seams, Clock clock, ManifestReader reader, Ownership ownership) {
        this.store = store;
        this.seams = seams;
        this.clock = clock;
        this.reader = reader;
        work = new SoleWork(KEY, this, ownership, store);
    }

    /** Begins. */
    public void start() {
        work.start();
    }

    @Override
    public Optional<Duration> run(String key, String request) throws InterruptedException {
        Optional<RegistryStorage> storage = seams.first(RegistryStorage.class);
        if (storage.isEmpty()) {
            return Optional.of(PACE);
        }
        List<String> images = store.read(session -> session.manifests().toIndex(clock.instant().minus(AGAIN),
            IMAGES_AT_ONCE));
        for (String image : images) {
            index(storage.get(), image);
        }
        return Optional.of(images.size() == IMAGES_AT_ONCE ? SOON : PACE);
    }

    /** Compares one image with the storage. */
    void index(RegistryStorage storage, String repository) throws InterruptedException {
        Set<Digest> held = new HashSet<>();
        Set<Digest> known = new HashSet<>(known(repository));
        Optional<Digest> after = Optional.empty();
        RegistryStorage.Page<Digest> page;
        do {
            page = storage.manifests(repository, after, PAGE);
            held.addAll(page.items());
            for (Digest digest : page.items()) {
                if (!known.contains(digest)) {
                    learn(storage, repository, digest);
                }
                after = Optional.of(digest);
            }
        } while (page.more());
        for (Digest digest : known(repository)) {
            if (!held.contains(digest)) {
                forget(storage, repository, digest);
            }
        }
        store.write(session -> {
            session.manifests().indexed(repository, clock.instant());
            return null;
        });
    }

    private List<Digest> known(String repository) {
        return store.read(session -> session.manifests().digests(repository, Optional.empty(), Integer.MAX_VALUE));
    }

    private void learn(RegistryStorage storage, String repository, Digest digest) throws InterruptedException {
        Optional<Manifest> manifest = storage.manifest(repository, digest);
        if (manifest.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        ImageManifest read = reader.readWhole(repository, manifest.get(), now);
        store.write(session -> {
            // Who deletes a manifest removes it from the storage first, and then waits for this row to say so here.
            boolean there = session.images().lockByRepository(repository).isPresent()
                && Interruptibly.get(() -> storage.manifest(repository, digest)).isPresent();
            if (there && session.manifests().find(repository, List.of(digest)).isEmpty()) {
                session.manifests().put(read);
            }
            return null;
        });
    }

    private void forget(RegistryStorage storage, String repository, Digest digest) {
        store.write(session -> {
            boolean there = session.images().lockByRepository(repository).isEmpty()
                || Interruptibly.get(() -> storage.manifest(repository, digest)).isPresent();
            if (!there) {
                session.manifests().delete(repository, digest);
            }
            return null;
        });
    }

    @Override
    public void close() {
        work.close();
    }
}
