package io.leengine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leengine.engine.collection.BlobUse;
import io.leengine.engine.collection.Collector;
import io.leengine.engine.collection.Pace;
import io.leengine.engine.domain.CollectionRun;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.seam.Seams;
import io.leengine.model.Digest;
import io.leengine.registry.fs.FileRegistryStorage;
import io.leengine.spi.registry.HoldingsListing;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.store.DatabaseSettings;
import io.leengine.store.SqlStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A database in a file, and the collections of a storage over it; its clock can be put forward. */
final class CollectedRegistry implements AutoCloseable {
    final SqlStore store;
    final BlobUse use;
    volatile Duration ahead = Duration.ZERO;
    private final Collector collector;

    /**
     * @param storage what is collected
     * @param pace how fast
     */
    CollectedRegistry(Path folder, RegistryStorage storage, Duration grace, Pace pace) {
        store = new SqlStore(DatabaseSettings.inFolder(folder));
        use = new BlobUse(store, clock(), grace);
        Seams seams = new Seams();
        seams.added(SeamKind.REGISTRY_STORAGE, "main", storage);
        collector = new Collector(store, seams, clock(), new Collector.Settings(grace, Duration.ZERO, pace, Duration.ZERO),
            Ownership.alone());
    }

    /** Opens a storage on disk. */
    static RegistryStorage storage(Path folder) {
        return new FileRegistryStorage("main", folder);
    }

    /** Returns the first thousand blobs that a repository links. */
    static List<Digest> links(RegistryStorage storage, String repository) throws InterruptedException {
        return storage.ability(HoldingsListing.class).orElseThrow().links(repository, Optional.empty(), 1_000).items();
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.now().plus(ahead);
            }
        };
    }

    /** Asks for a collection and returns its id. */
    String ask(boolean countOnly) {
        String id = UUID.randomUUID().toString();
        store.write(session -> {
            session.collections().insert(CollectionRun.begun(id, countOnly, "root", clock().instant()));
            return null;
        });
        return id;
    }

    /** Carries out what was asked for. */
    void work() throws InterruptedException {
        collector.run("registry-collection", "test");
    }

    CollectionRun find(String id) {
        return store.read(session -> session.collections().find(id)).orElseThrow();
    }

    /** Asks for a collection, carries it out, and returns how it ended. */
    CollectionRun collect(boolean countOnly) throws InterruptedException {
        String id = ask(countOnly);
        work();
        CollectionRun run = find(id);
        assertEquals(CollectionRun.State.SUCCEEDED, run.state(), run.message());
        return run;
    }

    @Override
    public void close() {
        collector.close();
        store.close();
    }
}
