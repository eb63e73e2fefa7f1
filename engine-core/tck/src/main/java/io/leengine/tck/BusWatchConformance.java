package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.bus.Lease;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The part of {@link BusConformance} that is about watches. */
abstract class BusWatchConformance extends TimedSeamConformance<Bus> {
    static final Optional<Lease> NO_LEASE = Optional.empty();
    static final Duration SHORT = Duration.ofMillis(50);

    /** The bus under test. */
    protected Bus bus;

    @Override
    final void under(Bus opened) {
        bus = opened;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Bus.Entry entry) {
        return new String(entry.value(), StandardCharsets.UTF_8);
    }

    final long put(String key, String value) throws InterruptedException {
        return bus.put(ctx(), key, bytes(value), NO_LEASE);
    }

    final BusEvent event(Watch<BusEvent> watch) throws InterruptedException {
        return watch.next(patience()).orElseThrow(() -> new AssertionError("No event came."));
    }

    @Test
    void aWatchListsThenTellsChangesInOrder() throws Exception {
        put("/w/a", "1");
        put("/other", "1");
        try (Watch<BusEvent> watch = bus.watch(ctx(), "/w/")) {
            Bus.Listing listing = assertInstanceOf(BusEvent.Listed.class, event(watch)).listing();
            assertEquals(List.of("/w/a"), listing.entries().stream().map(Bus.Entry::key).toList());
            long changed = put("/w/a", "2");
            put("/other", "2");
            long made = put("/w/b", "1");
            bus.delete(ctx(), "/w/a", 0);
            Bus.Entry first = assertInstanceOf(BusEvent.Put.class, event(watch)).entry();
            assertEquals("/w/a=2@" + changed, first.key() + "=" + text(first) + "@" + first.modified());
            assertEquals(made, assertInstanceOf(BusEvent.Put.class, event(watch)).entry().created());
            assertEquals(new BusEvent.Deleted("/w/a", made + 1), event(watch));
            assertEquals(Optional.empty(), watch.next(SHORT));
        }
    }

    @Test
    void aWatchFromARevisionBeginsWithTheChangeAfterIt() throws Exception {
        long first = put("/w/a", "1");
        long second = put("/w/a", "2");
        try (Watch<BusEvent> watch = bus.watch(ctx(), "/w/", first);
                Watch<BusEvent> now = bus.watch(ctx(), "/w/", second)) {
            assertEquals(second, assertInstanceOf(BusEvent.Put.class, event(watch)).entry().modified());
            assertEquals(Optional.empty(), watch.next(Duration.ZERO));
            assertEquals(Optional.empty(), now.next(SHORT), "nothing has changed since");
            long third = put("/w/a", "3");
            assertEquals(third, assertInstanceOf(BusEvent.Put.class, event(now)).entry().modified());
        }
    }

    @Test
    void aWatchFromARevisionThatIsNotKeptLists() throws Exception {
        long start = bus.list(ctx(), "").revision();
        put("/w/a", "1");
        try (Watch<BusEvent> watch = bus.watch(ctx(), "/w/", start + 1_000)) {
            assertEquals(1, assertInstanceOf(BusEvent.Listed.class, event(watch)).listing().entries().size());
        }
        assertCode(ErrorCode.INVALID, () -> bus.watch(ctx(), "/w/", -1));
    }

    @Test
    void nextReturnsEmptyAfterItsLimit() throws Exception {
        try (Watch<BusEvent> watch = bus.watch(ctx(), "/w/")) {
            event(watch);
            long start = System.nanoTime();
            assertEquals(Optional.empty(), watch.next(Duration.ofMillis(200)));
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(took >= 195, "took " + took + " ms");
        }
    }

    /** A consumer's view: replaced by each list, moved by each change. */
    private final class View {
        final Map<String, String> entries = new TreeMap<>();
        long revision = -1;

        void take(BusEvent event) {
            switch (event) {
                case BusEvent.Listed listed -> {
                    entries.clear();
                    listed.listing().entries().forEach(entry -> entries.put(entry.key(), text(entry)));
                    assertTrue(listed.listing().revision() >= revision, "a list is never older");
                    revision = listed.listing().revision();
                }
                case BusEvent.Put put -> {
                    entries.put(put.entry().key(), text(put.entry()));
                    advance(put.entry().modified());
                }
                case BusEvent.Deleted deleted -> {
                    assertNotEquals(null, entries.remove(deleted.key()), "only what was there can go");
                    advance(deleted.revision());
                }
            }
        }

        private void advance(long to) {
            assertTrue(to > revision, "revision " + to + " after " + revision);
            revision = to;
        }

        View follow(Watch<BusEvent> watch, long until) throws InterruptedException {
            while (revision < until) {
                take(event(watch));
            }
            return this;
        }
    }

    @Test
    void noWatchLosesOrDoublesWhileManyWrite() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // Half of the watches have their list before the first change, so that changes reach them one by one.
            CountDownLatch listed = new CountDownLatch(6);
            List<Future<?>> writers = new ArrayList<>();
            for (int w = 0; w < 8; w++) {
                int writer = w;
                writers.add(threads.submit(() -> {
                    assertTrue(listed.await(patience().toNanos(), TimeUnit.NANOSECONDS), "a watch begins with the list");
                    return write(writer);
                }));
            }
            AtomicBoolean writing = new AtomicBoolean(true);
            List<Future<View>> views = new ArrayList<>();
            List<Watch<BusEvent>> watches = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Watch<BusEvent> watch = bus.watch(ctx(), "/w/");
                watches.add(watch);
                views.add(threads.submit(() -> viewed(watch, writing, listed)));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            long last = put("/w/end", "end");
            writing.set(false);
            Map<String, String> truth = new TreeMap<>();
            bus.list(ctx(), "/w/").entries().forEach(entry -> truth.put(entry.key(), text(entry)));
            for (Future<View> view : views) {
                assertEquals(truth, view.get().entries);
                assertEquals(last, view.get().revision);
            }
            watches.forEach(Watch::close);
        }
    }

    private Void write(int writer) throws InterruptedException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = 0; i < 100; i++) {
            String key = (random.nextInt(4) == 0 ? "/x/" : "/w/") + random.nextInt(10);
            if (random.nextInt(3) == 0) {
                bus.delete(ctx(), key, 0);
            } else {
                put(key, writer + "-" + i);
            }
        }
        return null;
    }

    private View viewed(Watch<BusEvent> watch, AtomicBoolean writing, CountDownLatch listed)
            throws InterruptedException {
        View view = new View();
        while (!view.entries.containsKey("/w/end")) {
            Optional<BusEvent> event = watch.next(Duration.ofSeconds(1));
            if (event.isPresent()) {
                view.take(event.get());
                listed.countDown();
            }
            assertTrue(event.isPresent() || writing.get(), "the last change must have come");
        }
        return view;
    }

    @Test
    void aWatchTakenUpAgainFromItsRevisionMissesNothing() throws Exception {
        long start = put("/w/0", "0");
        for (int i = 1; i < 200; i++) {
            put("/w/" + i % 7, Integer.toString(i));
        }
        View view = new View();
        view.revision = start;
        view.entries.put("/w/0", "0");
        long end = bus.list(ctx(), "").revision();
        while (view.revision < end) {
            try (Watch<BusEvent> watch = bus.watch(ctx(), "/w/", view.revision)) {
                for (int i = 0; i < 13 && view.revision < end; i++) {
                    view.take(event(watch));
                }
            }
        }
        assertEquals(Map.of("/w/0", "196", "/w/1", "197", "/w/2", "198", "/w/3", "199", "/w/4", "193", "/w/5", "194",
            "/w/6", "195"), view.entries);
    }

    @Test
    void aSlowWatchMayListAgainAndIsRightThen() throws Exception {
        try (Watch<BusEvent> watch = bus.watch(ctx(), "/w/")) {
            View view = new View();
            view.take(event(watch));
            long last = 0;
            for (int i = 0; i < 500; i++) {
                last = put("/w/" + i % 50, Integer.toString(i));
            }
            view.follow(watch, last);
            assertEquals(50, view.entries.size());
            assertEquals("499", view.entries.get("/w/49"));
        }
    }

    @Test
    void anInterruptEndsAWaitAndLosesNoEvent() throws Exception {
        try (Watch<BusEvent> watch = bus.watch(ctx(), "/w/")) {
            event(watch);
            Future<Object> outcome = waitFor(watch, Thread::interrupt);
            assertInstanceOf(InterruptedException.class, outcome.get());
            long revision = put("/w/a", "1");
            assertEquals(revision, assertInstanceOf(BusEvent.Put.class, event(watch)).entry().modified());
        }
    }

    @Test
    void closingAWatchEndsAWaitingNext() throws Exception {
        Watch<BusEvent> watch = bus.watch(ctx(), "/w/");
        event(watch);
        Future<Object> outcome = waitFor(watch, thread -> watch.close());
        assertEquals(ErrorCode.UNAVAILABLE, assertInstanceOf(EngineException.class, outcome.get()).code());
        assertCode(ErrorCode.UNAVAILABLE, () -> watch.next(Duration.ZERO));
        watch.close();
        put("/w/a", "1");
    }

    /** Calls next on a thread of its own and does something to it once it waits; returns what it threw. */
    final Future<Object> waitFor(Watch<BusEvent> watch, java.util.function.Consumer<Thread> then)
            throws InterruptedException {
        java.util.concurrent.CompletableFuture<Object> outcome = new java.util.concurrent.CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                outcome.complete(watch.next(patience()));
            } catch (InterruptedException | EngineException e) {
                outcome.complete(e);
            }
        });
        long deadline = System.nanoTime() + patience().toNanos();
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.getState() != Thread.State.WAITING
                && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        then.accept(thread);
        thread.join(patience());
        return outcome;
    }
}
