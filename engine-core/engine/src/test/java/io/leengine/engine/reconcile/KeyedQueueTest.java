package io.leengine.engine.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class KeyedQueueTest {
    @Property(tries = 20, shrinking = ShrinkingMode.OFF)
    void oneRunAKeyAtATimeAndNoWishIsLost(@ForAll long seed) throws Exception {
        Map<String, AtomicInteger> wished = new ConcurrentHashMap<>();
        Map<String, Integer> seen = new ConcurrentHashMap<>();
        Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
        AtomicInteger all = new AtomicInteger();
        Semaphore broken = new Semaphore(0);
        List<String> keys = List.of("a", "b", "c", "d", "e");
        keys.forEach(key -> {
            wished.put(key, new AtomicInteger());
            running.put(key, new AtomicInteger());
        });
        CountDownLatch arrived = new CountDownLatch(1);
        try (KeyedQueue queue = new KeyedQueue("test", 3, (key, request) -> {
            int now = wished.get(key).get();
            if (running.get(key).incrementAndGet() > 1 || all.incrementAndGet() > 3) {
                broken.release();
            }
            Thread.yield();
            seen.put(key, now);
            all.decrementAndGet();
            running.get(key).decrementAndGet();
            if (seen.size() == keys.size()) {
                arrived.countDown();
            }
            return Optional.empty();
        })) {
            Thread[] threads = new Thread[4];
            for (int i = 0; i < threads.length; i++) {
                Random random = new Random(seed + i);
                threads[i] = Thread.ofVirtual().start(() -> {
                    for (int j = 0; j < 100; j++) {
                        String key = keys.get(random.nextInt(keys.size()));
                        wished.get(key).incrementAndGet();
                        queue.add(key);
                    }
                });
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertTrue(arrived.await(5, TimeUnit.SECONDS));
            long deadline = System.nanoTime() + 5_000_000_000L;
            while (!keys.stream().allMatch(key -> wished.get(key).get() == seen.getOrDefault(key, -1))) {
                assertTrue(System.nanoTime() < deadline, () -> "wished " + wished + ", seen " + seen);
                Thread.onSpinWait();
            }
        }
        assertEquals(0, broken.availablePermits(), "two runs of a key, or too many at once");
    }

    @Test
    void aFailedRunIsRepeatedLaterAndLaterAndItsProblemShown() throws Exception {
        BlockingQueue<Long> times = new LinkedBlockingQueue<>();
        try (KeyedQueue queue = new KeyedQueue("test", 1, (key, request) -> {
            times.add(System.nanoTime());
            if (times.size() < 4) {
                throw new EngineException(ErrorCode.UNAVAILABLE, "not now");
            }
            return Optional.empty();
        })) {
            queue.add("a");
            long first = times.take();
            times.add(0L);
            long second = waitFor(times, 2);
            assertTrue(second - first >= 95_000_000, "half of 200 ms at least: " + (second - first));
            assertEquals(Optional.of("not now"), queue.problem(null, "a"));
            waitFor(times, 4);
            long deadline = System.nanoTime() + 2_000_000_000L;
            while (queue.problem(null, "a").isPresent()) {
                assertTrue(System.nanoTime() < deadline, "the problem is over");
                Thread.onSpinWait();
            }
        }
    }

    private static long waitFor(BlockingQueue<Long> times, int size) {
        long deadline = System.nanoTime() + 5_000_000_000L;
        while (times.size() < size) {
            assertTrue(System.nanoTime() < deadline, "a run is missing");
            Thread.onSpinWait();
        }
        return times.stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    @Test
    void aDefectInTheWorkIsRepeatedTooAndTellsNoMoreThanItsRequest() throws Exception {
        CountDownLatch twice = new CountDownLatch(2);
        try (KeyedQueue queue = new KeyedQueue("test", 1, (key, request) -> {
            twice.countDown();
            throw new IllegalStateException("secret");
        })) {
            queue.add("a");
            assertTrue(twice.await(5, TimeUnit.SECONDS));
            assertFalse(queue.problem(null, "a").orElse("").contains("secret"));
        }
    }

    @Test
    void aWishDuringARunStartsAnotherAndEndsTheWaitForALaterOne() throws Exception {
        Semaphore begun = new Semaphore(0);
        Semaphore goOn = new Semaphore(0);
        try (KeyedQueue queue = new KeyedQueue("test", 1, (key, request) -> {
            begun.release();
            goOn.acquire();
            return Optional.of(Duration.ofHours(1));
        })) {
            queue.add("a");
            assertTrue(begun.tryAcquire(5, TimeUnit.SECONDS));
            queue.add("a");
            queue.add("a");
            goOn.release();
            assertTrue(begun.tryAcquire(5, TimeUnit.SECONDS), "the wish was lost");
            goOn.release();
            assertFalse(begun.tryAcquire(100, TimeUnit.MILLISECONDS), "two wishes during one run are one");
            queue.add("a");
            assertTrue(begun.tryAcquire(5, TimeUnit.SECONDS), "a wish does not wait for the hour");
            goOn.release();
        }
    }

    @Test
    void closeInterruptsWhatRunsAndStartsNothingMore() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        KeyedQueue queue = new KeyedQueue("test", 1, (key, request) -> {
            runs.incrementAndGet();
            begun.countDown();
            try {
                new Semaphore(0).acquire();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return Optional.empty();
        });
        queue.add("a");
        assertTrue(begun.await(5, TimeUnit.SECONDS));
        queue.add("b");
        queue.add("a");
        queue.close();
        assertEquals(0, interrupted.getCount());
        queue.add("c");
        assertEquals(1, runs.get());
    }
}
