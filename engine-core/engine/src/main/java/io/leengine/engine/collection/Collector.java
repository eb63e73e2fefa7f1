package io.leengine.engine.collection;

import io.leengine.engine.change.Ids;
import io.leengine.engine.domain.CollectionRun;
import io.leengine.engine.domain.CollectionRun.Place;
import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.ownership.Tenure;
import io.leengine.engine.reconcile.KeyedQueue;
import io.leengine.engine.reconcile.SoleWork;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.HoldingsListing;
import io.leengine.spi.registry.RegistryStorage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Carries out the collections that are asked for, and asks for one when it is due. One engine does so at a time; if it
 * dies, the next goes on where it was, or a second before: what is taken twice is taken once.
 */
public final class Collector implements KeyedQueue.Work, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Collector.class.getName());
    private static final String KEY = "registry-collection";
    private static final Duration PACE = Duration.ofSeconds(2);
    private static final Duration SAVED = Duration.ofSeconds(1);
    private static final Duration KEPT = Duration.ofDays(400);
    /** What a storage that is being swapped, or restarted, may need; each try comes up to 10 s after the one before. */
    private static final int MOST_FAILURES = 30;

    /**
     * How collections are done.
     *
     * @param grace how long what nothing refers to is kept
     * @param interval how often one is done without being asked for; zero for never
     * @param pace how much of the storage's time it takes
     * @param saved how often it is written down how far one is
     */
    public record Settings(Duration grace, Duration interval, Pace pace, Duration saved) {
        /** Returns those of a platform that serves meanwhile. */
        public static Settings of(Duration grace, Duration interval) {
            return new Settings(grace, interval, Pace.USUAL, SAVED);
        }
    }

    private final Store store;
    private final Seams seams;
    private final Clock clock;
    private final Settings settings;
    private final Ownership ownership;
    private final SoleWork work;
    private final Ids ids = new Ids();
    private int failures;
    private Place failedAt = Place.START;

    /** Somebody ended the collection that runs. */
    private static final class Canceled extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Canceled() {
            super("The collection was ended", null, false, false);
        }
    }

    /** Over a store and the plugins that are there. */
    public Collector(Store store, Seams seams, Clock clock, Settings settings, Ownership ownership) {
        this.store = store;
        this.seams = seams;
        this.clock = clock;
        this.settings = settings;
        this.ownership = ownership;
        work = new SoleWork(KEY, this, ownership, store);
    }

    /** Begins to look after what is asked for and due, and goes on with what was begun. */
    public void start() {
        work.start();
    }

    @Override
    public Optional<Duration> run(String key, String request) throws InterruptedException {
        Optional<Tenure> tenure = ownership.tenure(KEY);
        if (tenure.isEmpty()) {
            return Optional.empty();
        }
        Optional<CollectionRun> next = store.read(session -> session.collections().running().stream().findFirst())
            .or(() -> due(tenure.get()));
        if (next.isPresent()) {
            collect(next.get(), tenure.get(), request);
        }
        return Optional.of(PACE);
    }

    /** Asks for a collection when it is time for one. */
    private Optional<CollectionRun> due(Tenure tenure) {
        Instant now = clock.instant();
        if (settings.interval().isZero() || store.read(session -> session.collections().lastBegun()
                .orElseGet(session.collections()::since)).plus(settings.interval()).isAfter(now)
                || seams.first(RegistryStorage.class).flatMap(storage -> storage.ability(HoldingsListing.class)).isEmpty()) {
            return Optional.empty();
        }
        CollectionRun run = CollectionRun.begun(ids.next(), false, "", now);
        store.write(session -> {
            tenure.check(session);
            session.collections().insert(run);
            session.collections().deleteEnded(now.minus(KEPT));
            return null;
        });
        return Optional.of(run);
    }

    private void collect(CollectionRun run, Tenure tenure, String request) throws InterruptedException {
        Course course = new Course(run, tenure);
        try {
            Holdings holdings = Holdings.of(seams.requireFirst(RegistryStorage.class));
            LOG.log(System.Logger.Level.INFO, "collection {0} [{1}]: {2}", run.id(), request,
                run.place().equals(Place.START) ? "begins" : "goes on after " + run.place().after());
            new Sweep(run, holdings, store, tenure::check, clock, settings.grace(), settings.pace(), course).run();
            course.end(CollectionRun.State.SUCCEEDED, "It has been through everything.");
        } catch (Canceled e) {
            LOG.log(System.Logger.Level.INFO, "collection {0} [{1}]: ended by somebody", run.id(), request);
        } catch (EngineException e) {
            // Whoever owns it now goes on, or this engine with what is there a little later.
            if (ownership.tenure(KEY).filter(tenure::equals).isEmpty() || mayPass(e, course.now.place())) {
                throw e;
            }
            course.end(CollectionRun.State.FAILED, e.getMessage() + e.nextStep().map(step -> " " + step).orElse(""));
        }
    }

    /** Returns whether time may mend it: unless it fails at the same place again and again. */
    private boolean mayPass(EngineException e, Place at) {
        failures = at.equals(failedAt) ? failures + 1 : 1;
        failedAt = at;
        return (e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.TIMEOUT) && failures < MOST_FAILURES;
    }

    @Override
    public void close() {
        work.close();
    }

    /** Writes down how far a collection is, once a second, and hears then whether it is to end. */
    private final class Course implements Sweep.Listener {
        private final Tenure tenure;
        private CollectionRun now;
        private CollectionRun latest;
        private long savedAt = System.nanoTime();

        Course(CollectionRun run, Tenure tenure) {
            this.now = run;
            this.latest = run;
            this.tenure = tenure;
        }

        @Override
        public void reached(Place place, Tally tally) {
            latest = now.at(place, tally.figures(), tally.biggest(), switch (place.phase()) {
                case REPOSITORIES -> "It has looked at the repository " + place.after() + ".";
                case BLOBS -> "It looks for blobs that no repository links.";
            });
            check();
        }

        @Override
        public void check() {
            if (System.nanoTime() - savedAt >= settings.saved().toNanos()) {
                save(latest);
                savedAt = System.nanoTime();
            }
        }

        void end(CollectionRun.State state, String word) {
            store.write(session -> {
                tenure.check(session);
                // It stays as it is if somebody has ended it meanwhile.
                return session.collections().update(latest.ended(state, word, clock.instant()));
            });
        }

        private void save(CollectionRun run) {
            boolean ran = store.write(session -> {
                tenure.check(session);
                return session.collections().update(run);
            });
            if (!ran) {
                throw new Canceled();
            }
            now = run;
        }
    }
}
