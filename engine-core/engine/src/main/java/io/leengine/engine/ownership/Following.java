package io.leengine.engine.ownership;

import io.leengine.engine.domain.Activity;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

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

    private final Store store;
    private final LongSupplier nanos;
    private final Consumer<Activity> news;
    private final CountDownLatch ending = new CountDownLatch(1);
    private Optional<Thread> thread = Optional.empty();
    /** Everything up to here was told, or will never be there. */
    private long low = -1;
    private final Set<Long> told = new HashSet<>();
    /** Numbers that are missing, and since when. */
    private final Map<Long, Long> missing = new HashMap<>();

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
        boolean first = low < 0;
        List<Activity> fresh = first ? first() : since(low);
        long highest = low;
        for (Activity each : fresh.reversed()) {
            highest = Math.max(highest, each.id());
            if (told.add(each.id()) && !first) {
                news.accept(each);
            }
        }
        settle(highest);
    }

    private List<Activity> first() {
        List<Activity> newest = store.read(session -> session.journal().activity(Optional.empty(), "", Long.MAX_VALUE, PAGE));
        low = newest.isEmpty() ? 0 : Math.max(0, newest.getFirst().id() - BACK);
        return newest.stream().filter(each -> each.id() > low).toList();
    }

    private List<Activity> since(long from) {
        List<Activity> fresh = new ArrayList<>();
        long before = Long.MAX_VALUE;
        while (true) {
            long end = before;
            List<Activity> page = store.read(session -> session.journal().activity(Optional.empty(), "", end, PAGE));
            for (Activity each : page) {
                if (each.id() <= from) {
                    return fresh;
                }
                fresh.add(each);
            }
            if (page.size() < PAGE) {
                return fresh;
            }
            before = page.getLast().id();
        }
    }

    /** Moves the mark over all that was told, and over what has been missing for so long that it will not come. */
    private void settle(long highest) {
        long now = nanos.getAsLong();
        missing.keySet().removeIf(told::contains);
        for (long id = low + 1; id <= highest; id++) {
            if (!told.contains(id)) {
                missing.putIfAbsent(id, now);
            }
        }
        while (told.contains(low + 1)
                || missing.containsKey(low + 1) && now - missing.get(low + 1) > LONGEST.toNanos()) {
            low++;
            told.remove(low);
            missing.remove(low);
        }
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
