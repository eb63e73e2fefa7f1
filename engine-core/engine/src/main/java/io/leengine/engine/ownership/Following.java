package io.leengine.engine.ownership;

import io.leengine.engine.domain.Activity;
import io.leengine.engine.store.JournalRows;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * Follows what all engines on a database change, by the activity they write with each change: looks twice a second for
 * what is new. Numbers of activity are given before a transaction ends, so a lower one may appear after a higher one: a
 * missing number is looked for until it must have been rolled back.
 */
public final class Following implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Following.class.getName());
    private static final Duration PACE = Duration.ofMillis(500);
    /** No transaction lasts longer: a statement waits 5 s for a lock at most, and there are few. */
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int PAGE = 100;
    /** How far back of the newest a first look goes, for what is being written at that moment. */
    private static final int BACK = 100;
    /** Nobody leaves out more numbers than that at a time. */
    private static final long MOST_MISSING = 10_000;

    private final Store store;
    private final LongSupplier nanos;
    private final Consumer<Activity> news;
    private final CountDownLatch ending = new CountDownLatch(1);
    private Optional<Thread> thread = Optional.empty();
    /** The highest number that was seen; less than 0 before the first look. */
    private long high = -1;
    /** Lower numbers that were not seen, and since when they are looked for. */
    private final TreeMap<Long, Long> missing = new TreeMap<>();

    /**
     * @param news told of every change once, in no certain order; of this engine's own, too
     * @param nanos a clock that only goes forward
     */
    public Following(Store store, Consumer<Activity> news, LongSupplier nanos) {
        this.store = store;
        this.news = news;
        this.nanos = nanos;
    }

    /** Begins. What changed before this is not told, all that changes after it is. */
    public void start() {
        look();
        thread = Optional.of(Thread.ofPlatform().daemon().name("engine-news").start(this::run));
    }

    private void run() {
        try {
            while (!ending.await(PACE.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    look();
                } catch (EngineException e) {
                    LOG.log(System.Logger.Level.DEBUG, "what is new cannot be read: {0}", e.getMessage());
                // catches all: a look that fails is followed by another
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.ERROR, "a look at what is new failed", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks once. */
    void look() {
        long now = nanos.getAsLong();
        boolean first = high < 0;
        List<Activity> found = store.read(session -> first ? newest(session.journal()) : unseen(session.journal()));
        if (first) {
            high = found.isEmpty() ? 0 : found.getFirst().id();
            miss(Math.max(1, high - BACK), high, now);
            found.forEach(each -> missing.remove(each.id()));
            return;
        }
        for (Activity each : found.reversed()) {
            // What is between has not been seen yet, if it ever will be.
            miss(Math.max(high + 1, each.id() - MOST_MISSING), each.id(), now);
            high = Math.max(high, each.id());
            if (missing.remove(each.id()) != null) {
                news.accept(each);
            }
        }
        missing.values().removeIf(since -> now - since > LONGEST.toNanos());
    }

    private void miss(long from, long to, long now) {
        LongStream.rangeClosed(from, to).forEach(id -> missing.put(id, now));
    }

    private static List<Activity> newest(JournalRows journal) {
        return before(journal, Long.MAX_VALUE, BACK);
    }

    private static List<Activity> before(JournalRows journal, long end, int most) {
        return journal.activity(Optional.empty(), "", end, most);
    }

    /** Returns what is new and what was missing, the highest number first. */
    private List<Activity> unseen(JournalRows journal) {
        List<Activity> found = new ArrayList<>();
        List<Activity> page;
        long end = Long.MAX_VALUE;
        do {
            page = before(journal, end, PAGE);
            page.stream().filter(each -> each.id() > high).forEach(found::add);
            end = page.isEmpty() ? 0 : page.getLast().id();
        } while (page.size() == PAGE && end > high);
        // One look for each row of numbers that are missing.
        for (Long to = missing.floorKey(high); to != null; to = missing.lowerKey(end)) {
            end = to;
            int length = 1;
            while (length < PAGE && missing.containsKey(end - 1)) {
                end--;
                length++;
            }
            before(journal, to + 1, length).stream().filter(each -> missing.containsKey(each.id())).forEach(found::add);
        }
        return found;
    }

    @Override
    public void close() {
        ending.countDown();
        try {
            if (thread.isPresent()) {
                thread.get().join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
