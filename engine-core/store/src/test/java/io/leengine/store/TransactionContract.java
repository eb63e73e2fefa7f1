package io.leengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.DryRun;
import io.leengine.engine.domain.Application;
import io.leengine.engine.store.JournalRows.Answered;
import io.leengine.engine.store.Session;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the store promises of its transactions, on any database. */
abstract class TransactionContract extends IdentityContract {
    private static final int SECONDS = 60;

    @Test
    void rollsBackWorkThatThrowsAndPassesItOn() {
        IllegalArgumentException thrown = new IllegalArgumentException("mine");
        assertSame(thrown, assertThrows(IllegalArgumentException.class, () -> write(s -> {
            s.users().insert(Samples.user("ann"));
            throw thrown;
        })));
        assertTrue(read(s -> s.users().byName("ann")).isEmpty());
    }

    @Test
    void rollsBackAfterAFailedStatementEvenIfTheWorkCarriesOn() {
        write(s -> s.users().insert(Samples.user("ann")));
        refused(ErrorCode.ALREADY_EXISTS, "id", s -> {
            s.users().insert(Samples.user("bob"));
            assertThrows(EngineException.class, () -> s.users().insert(Samples.user("ann")));
        });
        assertTrue(read(s -> s.users().byName("bob")).isEmpty());
    }

    @Test
    void refusesToNestToWriteWhileReadingAndToOutliveTheWork() {
        assertThrows(IllegalStateException.class, () -> read(s -> read(inner -> 1)));
        assertThrows(IllegalStateException.class, () -> read(s -> store().write(inner -> 1)));
        assertThrows(IllegalStateException.class, () -> store().write(s -> store().write(inner -> 1)));
        assertThrows(IllegalStateException.class, () -> read(s -> {
            s.users().insert(Samples.user("ann"));
            return null;
        }));
        assertThrows(IllegalStateException.class, () -> read(s -> s.applications().lockByName("x")));
        Session leaked = read(s -> s);
        assertThrows(IllegalStateException.class, () -> leaked.users().byName("ann"));
        assertTrue(read(s -> s.users().byName("ann")).isEmpty());
    }

    @Test
    void keepsNothingOfARequestThatIsOnlyTried() {
        EngineException refused = assertThrows(EngineException.class, () ->
            DryRun.of(() -> write(s -> s.users().insert(Samples.user("ann")))));
        assertEquals("dryRun", refused.field().orElseThrow());
        assertTrue(read(s -> s.users().byName("ann")).isEmpty());
        write(s -> s.users().insert(Samples.user("ann")));
    }

    @Test
    void locksARowAgainstOtherWriters() throws Exception {
        write(s -> s.applications().insert(Samples.application("one", false)));
        int each = 25;
        inParallel(List.of(this::bump, this::bump), each);
        assertEquals(1 + 2 * each, read(s -> s.applications().byName("one")).orElseThrow().revision());
    }

    private Void bump() {
        write(s -> {
            Application it = s.applications().lockByName("one").orElseThrow();
            Thread.yield();
            s.applications().update(new Application(it.id(), it.name(), "", it.image(), it.host(), it.group(), false,
                false, it.createdAt(), "ann", it.revision() + 1));
        });
        return null;
    }

    @Test
    void letsOneOfTwoEqualRequestsWin() throws Exception {
        AtomicInteger won = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();
        AtomicInteger key = new AtomicInteger();
        int rounds = 10;
        for (int i = 0; i < rounds; i++) {
            key.incrementAndGet();
            Callable<Void> request = () -> {
                try {
                    write(s -> s.journal().insert("ann", "k" + key, new Answered("f", "r", Samples.NOW)));
                    won.incrementAndGet();
                } catch (EngineException e) {
                    assertEquals(ErrorCode.ALREADY_EXISTS, e.code());
                    lost.incrementAndGet();
                }
                return null;
            };
            inParallel(List.of(request, request), 1);
        }
        assertEquals(rounds, won.get());
        assertEquals(rounds, lost.get());
    }

    @Test
    void doesAgainWhatLostAgainstAnother() throws Exception {
        write(s -> {
            s.applications().insert(Samples.application("one", false));
            s.applications().insert(Samples.application("two", false));
        });
        CountDownLatch bothHoldOne = new CountDownLatch(2);
        AtomicInteger attempts = new AtomicInteger();
        inParallel(List.of(() -> crossing("one", "two", bothHoldOne, attempts),
            () -> crossing("two", "one", bothHoldOne, attempts)), 1);
        assertTrue(attempts.get() > 2, "a dead lock was met");
        assertEquals(3, read(s -> s.applications().byName("one")).orElseThrow().revision());
        assertEquals(3, read(s -> s.applications().byName("two")).orElseThrow().revision());
    }

    private Void crossing(String first, String second, CountDownLatch bothHoldOne, AtomicInteger attempts) {
        write(s -> {
            attempts.incrementAndGet();
            for (String name : List.of(first, second)) {
                Application it = s.applications().lockByName(name).orElseThrow();
                s.applications().update(new Application(it.id(), it.name(), "", it.image(), it.host(), it.group(),
                    false, false, it.createdAt(), "ann", it.revision() + 1));
                bothHoldOne.countDown();
                assertTrue(awaited(bothHoldOne));
            }
        });
        return null;
    }

    @Test
    void survivesThreadsInterruptedInTheMiddle() throws Exception {
        List<String> acknowledged = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 40; i++) {
            String name = "n" + i;
            CountDownLatch begun = new CountDownLatch(1);
            Thread writer = Thread.ofVirtual().start(() -> {
                begun.countDown();
                try {
                    write(s -> s.applications().insert(Samples.application(name, false)));
                    acknowledged.add(name);
                } catch (EngineException e) {
                    assertEquals(ErrorCode.UNAVAILABLE, e.code());
                }
            });
            assertTrue(begun.await(SECONDS, TimeUnit.SECONDS));
            // Waits for nothing: each round interrupts a little later in the middle of the write.
            Thread.sleep(Duration.ofNanos(i * 50_000L));
            writer.interrupt();
            writer.join();
        }
        write(s -> s.users().insert(Samples.user("ann")));
        assertTrue(read(s -> s.applications().names()).containsAll(acknowledged));
    }

    @Test
    void endsAWaitForAConnectionWhenInterrupted() throws Exception {
        CountDownLatch held = new CountDownLatch(DatabaseSettings.DEFAULT_CONNECTIONS);
        CountDownLatch free = new CountDownLatch(1);
        ExecutorService holders = Executors.newVirtualThreadPerTaskExecutor();
        try {
            for (int i = 0; i < DatabaseSettings.DEFAULT_CONNECTIONS; i++) {
                holders.submit(() -> read(s -> {
                    held.countDown();
                    return awaited(free);
                }));
            }
            assertTrue(held.await(SECONDS, TimeUnit.SECONDS));
            Future<?> waiting = holders.submit(() -> {
                Thread.currentThread().interrupt();
                return read(s -> s.applications().names());
            });
            ExecutionException end = assertThrows(ExecutionException.class, () -> waiting.get(5, TimeUnit.SECONDS));
            assertEquals(ErrorCode.UNAVAILABLE, assertInstanceOf(EngineException.class, end.getCause()).code());
        } finally {
            free.countDown();
            holders.close();
        }
    }

    static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void inParallel(List<Callable<Void>> work, int times) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> running = work.stream().map(one -> threads.submit(() -> {
                for (int i = 0; i < times; i++) {
                    one.call();
                }
                return (Void) null;
            })).toList();
            for (Future<Void> one : running) {
                one.get(SECONDS, TimeUnit.SECONDS);
            }
        }
    }
}
