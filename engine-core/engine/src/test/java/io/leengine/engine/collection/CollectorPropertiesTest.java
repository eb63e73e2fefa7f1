package io.leengine.engine.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.domain.CollectionRun;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.seam.Seams;
import io.leengine.model.Digest;
import io.leengine.spi.registry.RegistryStorage.BlobInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Collections while others push, mount and delete between any two of their steps, killed and resumed at any of them. */
class CollectorPropertiesTest {
    private static final int ROUNDS = 6;
    /** Held, so that the level stays: there are some thousand collections here. */
    private static final Logger LOG = Logger.getLogger(Collector.class.getName());

    static {
        LOG.setLevel(Level.WARNING);
    }

    private static Clock clock(PushedRegistry registry) {
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
                return registry.now();
            }
        };
    }

    private static Collector collector(PushedRegistry registry) {
        Seams seams = new Seams();
        seams.added(SeamKind.REGISTRY_STORAGE, "main", registry.collected());
        return new Collector(registry.store, seams, clock(registry), new Collector.Settings(PushedRegistry.GRACE,
            Duration.ZERO, Pace.FULL, Duration.ZERO), Ownership.alone());
    }

    /** Asks for a collection and carries it out, however often it is killed. */
    private static CollectionRun collect(PushedRegistry registry, String id, boolean countOnly) throws InterruptedException {
        registry.store.write(session -> {
            session.collections().insert(CollectionRun.begun(id, countOnly, "boss", registry.now()));
            return null;
        });
        for (boolean ended = false; !ended;) {
            try (Collector collector = collector(registry)) {
                collector.run("registry-collection", "test");
                ended = true;
            } catch (PushedRegistry.Killed _) {
                registry.check();
            }
        }
        CollectionRun run = registry.store.read(session -> session.collections().find(id)).orElseThrow();
        assertEquals(CollectionRun.State.SUCCEEDED, run.state(), run.message());
        return run;
    }

    @Property(tries = 150)
    void nothingAcknowledgedIsLostAndNothingUnusedStays(@ForAll long seed) throws Exception {
        PushedRegistry registry = new PushedRegistry(seed);
        registry.step(200);
        for (int round = 0; round < ROUNDS; round++) {
            if (round % 2 == 1) {
                registry.killSoon();
            }
            collect(registry, "c" + round, round == 2);
            registry.check();
            registry.step(50);
        }
        assertTrue(registry.pushes > 0);
        registry.settle();
        CollectionRun counted = collect(registry, "counted", true);
        CollectionRun last = collect(registry, "last", false);
        registry.check();
        assertEquals(counted.figures(), last.figures(), "One that only counts tells what goes");
        assertEquals(counted.biggest(), last.biggest());
        Set<Digest> all = new TreeSet<>();
        for (String repository : registry.repositories()) {
            Set<Digest> referred = registry.referred(repository);
            assertEquals(referred, new TreeSet<>(registry.storage.links(repository, Optional.empty(), 100).items()));
            assertEquals(0, registry.storage.uploads(repository, Optional.empty(), 100).items().size());
            all.addAll(referred);
        }
        assertEquals(all, new TreeSet<>(registry.storage.blobs(Optional.empty(), 100).items().stream()
            .map(BlobInfo::digest).toList()));
    }
}
