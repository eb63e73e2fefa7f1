package io.leengine.engine.image;

import io.leengine.engine.Actor;
import io.leengine.engine.domain.CountedOperation;
import io.leengine.engine.domain.Pulls;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.StatisticsRows.About;
import io.leengine.engine.store.StatisticsRows.Doer;
import io.leengine.engine.store.StatisticsRows.Target;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Counts pulls without keeping them waiting: in memory, and from there into the database every few seconds, a piece at a time
 * with a rest between, so that requests do not wait behind it. An engine that is killed loses the last of them.
 */
public final class PullCounts implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PullCounts.class.getName());
    private static final Duration PACE = Duration.ofSeconds(5);
    private static final Duration REST = Duration.ofMillis(20);
    /** Tags and digests in one transaction. */
    private static final int PIECE = 200;
    /** So many different ones wait for the database; further ones are not counted. */
    private static final int MOST = 50_000;

    private record Pulled(String repository, String reference) {
    }

    private record Puller(LocalDate day, String repository, String id, String name) {
    }

    private final Store store;
    private final Clock clock;
    private final CountDownLatch ending = new CountDownLatch(1);
    private NavigableMap<Pulled, Pulls> references = references();
    private Map<Puller, Long> pullers = pullers();
    private long lost;
    private Thread thread;

    /** Into a store. */
    public PullCounts(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    // In one order everywhere, so that two engines do not wait for each other crosswise.
    private static NavigableMap<Pulled, Pulls> references() {
        return new TreeMap<>(Comparator.comparing(Pulled::repository).thenComparing(Pulled::reference));
    }

    private static Map<Puller, Long> pullers() {
        return new TreeMap<>(Comparator.comparing(Puller::repository).thenComparing(Puller::day).thenComparing(Puller::id)
            .thenComparing(Puller::name));
    }

    /** Begins to write down. */
    public void start() {
        thread = Thread.ofPlatform().daemon().name("image-pulls").start(this::every);
    }

    /** Counts a pull of a tag or a digest; quickly done. */
    synchronized void add(Actor actor, String repository, String reference) {
        if (references.size() + pullers.size() >= MOST) {
            lost++;
            return;
        }
        references.merge(new Pulled(repository, reference), new Pulls(1, clock.instant()), Pulls::and);
        boolean person = actor.kind() == Actor.Kind.USER;
        pullers.merge(new Puller(clock.instant().atOffset(ZoneOffset.UTC).toLocalDate(), repository,
            person ? actor.id() : "", person ? actor.name() : ""), 1L, Long::sum);
    }

    private void every() {
        try {
            while (!ending.await(PACE.toMillis(), TimeUnit.MILLISECONDS)) {
                attempt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void attempt() throws InterruptedException {
        try {
            flush();
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "pulls cannot be written down now: {0}", e.getMessage());
        // catches all: what was counted is kept, and the next round follows
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "writing pulls down failed", e);
        }
    }

    /** Writes down what was counted; what cannot be written is kept for the next time. */
    public void flush() throws InterruptedException {
        NavigableMap<Pulled, Pulls> some;
        Map<Puller, Long> by;
        long uncounted;
        synchronized (this) {
            uncounted = lost;
            lost = 0;
            some = references;
            by = pullers;
            references = references();
            pullers = pullers();
        }
        if (uncounted > 0) {
            LOG.log(System.Logger.Level.WARNING, "{0} pulls were not counted: too many different ones waited for the "
                + "database", uncounted);
        }
        try {
            while (!some.isEmpty()) {
                writePiece(some);
                ending.await(REST.toMillis(), TimeUnit.MILLISECONDS);
            }
            if (!by.isEmpty()) {
                store.write(session -> {
                    by.forEach((puller, count) -> count(session, puller, count));
                    return null;
                });
                by.clear();
            }
        } finally {
            again(some, by);
        }
    }

    /** Writes the first ones down and takes them out. */
    private void writePiece(NavigableMap<Pulled, Pulls> some) {
        Map<String, Map<String, Pulls>> piece = new TreeMap<>();
        Pulled last = some.firstKey();
        int taken = 0;
        for (Map.Entry<Pulled, Pulls> each : some.entrySet()) {
            if (taken++ == PIECE) {
                break;
            }
            last = each.getKey();
            piece.computeIfAbsent(last.repository(), _ -> new TreeMap<>()).put(last.reference(), each.getValue());
        }
        store.write(session -> {
            piece.forEach(session.manifests()::pulled);
            return null;
        });
        some.headMap(last, true).clear();
    }

    private static void count(Session session, Puller puller, long count) {
        session.images().byRepository(puller.repository()).ifPresent(image -> session.statistics().count(puller.day(),
            CountedOperation.PULL, new Doer(puller.id(), puller.name()), new About(
                session.applications().byImage(image.repository()).map(it -> new Target(it.id(), it.name())),
                Optional.of(new Target(image.id(), image.repository()))), List.of(), count));
    }

    private synchronized void again(Map<Pulled, Pulls> some, Map<Puller, Long> by) {
        some.forEach((pulled, pulls) -> references.merge(pulled, pulls, Pulls::and));
        by.forEach((puller, count) -> pullers.merge(puller, count, Long::sum));
    }

    /** Writes down what is left. */
    @Override
    public void close() {
        ending.countDown();
        try {
            if (thread != null) {
                thread.join();
            }
            attempt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
