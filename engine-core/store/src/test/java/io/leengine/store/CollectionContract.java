package io.leengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.collection.BlobUse;
import io.leengine.engine.domain.CollectionRun;
import io.leengine.engine.domain.CollectionRun.Figures;
import io.leengine.engine.domain.CollectionRun.Phase;
import io.leengine.engine.domain.CollectionRun.Place;
import io.leengine.engine.domain.CollectionRun.Share;
import io.leengine.model.Digest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What the store does for collections of the registry, on any database. */
abstract class CollectionContract extends DomainContract {
    private static final Digest ONE = Samples.digest("one");
    private static final Digest TWO = Samples.digest("two");

    @Test
    void remembersWhenBlobsWereReliedUpon() {
        assertEquals(Map.of(), read(s -> s.collections().touched(List.of(ONE, TWO))));
        write(s -> s.collections().touch(List.of(TWO, ONE, ONE), Samples.NOW));
        write(s -> s.collections().touch(List.of(TWO), Samples.NOW.plusSeconds(5)));
        write(s -> s.collections().touch(List.of(ONE, TWO), Samples.NOW.plusSeconds(3)));
        assertEquals(Map.of(ONE, Samples.NOW.plusSeconds(3), TWO, Samples.NOW.plusSeconds(5)),
            read(s -> s.collections().touched(List.of(ONE, TWO, Samples.digest("three")))));
        write(s -> assertEquals(Samples.NOW.plusSeconds(3), s.collections().hold(ONE)));
        write(s -> s.collections().forget(ONE));
        Instant since = read(s -> s.collections().since());
        write(s -> s.collections().touch(List.of(ONE, TWO), Instant.now()));
        write(s -> assertEquals(0, s.collections().forget(since, 10)));
        write(s -> assertEquals(1, s.collections().forget(Instant.now().plusSeconds(1), 1)));
        write(s -> assertEquals(1, s.collections().forget(Instant.now().plusSeconds(1), 10)));
        write(s -> assertEquals(since, s.collections().hold(ONE), "Without a row it counts from when rows began"));
        assertTrue(since.isBefore(Instant.now().plusSeconds(5)) && since.isAfter(Instant.now().minusSeconds(300)));
    }

    @Test
    void whoReliesWaitsForWhoHolds() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> order = new ArrayList<>();
            Future<?> holding = threads.submit(() -> {
                write(s -> {
                    s.collections().hold(ONE);
                    held.countDown();
                    await(letGo);
                    synchronized (order) {
                        order.add("held");
                    }
                    s.collections().forget(ONE);
                });
                return null;
            });
            assertTrue(held.await(30, TimeUnit.SECONDS));
            CountDownLatch touching = new CountDownLatch(1);
            Future<?> relying = threads.submit(() -> {
                touching.countDown();
                write(s -> s.collections().touch(List.of(ONE, TWO), Samples.NOW));
                synchronized (order) {
                    order.add("touched");
                }
                return null;
            });
            assertTrue(touching.await(30, TimeUnit.SECONDS));
            letGo.countDown();
            holding.get(30, TimeUnit.SECONDS);
            relying.get(30, TimeUnit.SECONDS);
            assertEquals(List.of("held", "touched"), order);
        }
        assertEquals(Set.of(ONE, TWO), read(s -> s.collections().touched(List.of(ONE, TWO))).keySet());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Blobs are here or gone; who relies on one and then finds it keeps it as long as it wants, whoever takes meanwhile. */
    @Test
    void nothingIsTakenThatIsReliedUpon() throws Exception {
        List<Digest> blobs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            blobs.add(Samples.digest("blob" + i));
        }
        Set<Digest> there = ConcurrentHashMap.newKeySet();
        AtomicLong hours = new AtomicLong();
        // An hour is a long time here: it passes between two rounds only.
        Instant start = Instant.now();
        InstantSource clock = () -> start.plus(Duration.ofHours(hours.get()));
        Duration grace = Duration.ofMinutes(40);
        int taken = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 25; round++) {
                hours.incrementAndGet();
                there.addAll(blobs);
                List<Future<Boolean>> takers = new ArrayList<>();
                List<Future<Set<Digest>>> pushers = new ArrayList<>();
                for (Digest blob : blobs) {
                    takers.add(threads.submit(() -> taken(blob, clock.instant().minus(grace), there)));
                }
                for (int i = 0; i < 3; i++) {
                    List<Digest> some = blobs.subList(i, i + 2);
                    pushers.add(threads.submit(() -> {
                        new BlobUse(store(), clock, grace).rely(some);
                        Set<Digest> found = ConcurrentHashMap.newKeySet();
                        some.stream().filter(there::contains).forEach(found::add);
                        return found;
                    }));
                }
                for (Future<Boolean> taker : takers) {
                    taken += taker.get(60, TimeUnit.SECONDS) ? 1 : 0;
                }
                for (Future<Set<Digest>> pusher : pushers) {
                    assertTrue(there.containsAll(pusher.get(60, TimeUnit.SECONDS)), "one that was found is gone");
                }
            }
        }
        assertTrue(taken > 0, "something was taken");
    }

    private boolean taken(Digest blob, Instant before, Set<Digest> there) {
        return store().write(s -> {
            boolean free = s.collections().hold(blob).isBefore(before);
            if (free) {
                there.remove(blob);
                s.collections().forget(blob);
            }
            return free;
        });
    }

    @Test
    void keepsCollections() {
        CollectionRun first = CollectionRun.begun("c1", false, "", Samples.NOW);
        CollectionRun second = CollectionRun.begun("c2", true, "boss", Samples.NOW.plusSeconds(1));
        assertEquals(Optional.empty(), read(s -> s.collections().lastBegun()));
        write(s -> {
            s.collections().insert(first);
            s.collections().insert(second);
        });
        assertEquals(List.of(first, second), read(s -> s.collections().running()));
        assertEquals(Optional.of(Samples.NOW), read(s -> s.collections().lastBegun()), "of those that take something");
        CollectionRun further = first.at(new Place(Phase.BLOBS, ONE.toString()), new Figures(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
            List.of(new Share("team/a", 3, 1L << 40), new Share("b", 1, 0)), "half way");
        write(s -> assertTrue(s.collections().update(further)));
        assertEquals(Optional.of(further), read(s -> s.collections().find("c1")));
        CollectionRun ended = further.ended(CollectionRun.State.CANCELED, "by boss", Samples.NOW.plusSeconds(9));
        write(s -> assertTrue(s.collections().update(ended)));
        write(s -> assertFalse(s.collections().update(further), "It has ended"));
        assertEquals(Optional.of(ended), read(s -> s.collections().find("c1")));
        assertEquals(List.of(second), read(s -> s.collections().running()));
        assertEquals(List.of(second, ended), read(s -> s.collections().list(Optional.empty(), 9)));
        assertEquals(List.of(ended), read(s -> s.collections().list(Optional.of("c2"), 9)));
        assertEquals(List.of(second), read(s -> s.collections().list(Optional.empty(), 1)));
        write(s -> s.collections().deleteEnded(Samples.NOW.plusSeconds(10)));
        assertEquals(List.of(second), read(s -> s.collections().list(Optional.empty(), 9)));
    }
}
