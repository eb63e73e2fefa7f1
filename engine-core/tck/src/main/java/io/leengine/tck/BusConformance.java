package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.bus.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Bus} does. The store must be the test's own and empty: revisions are counted. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class BusConformance extends BusWatchConformance {
    @Test
    void anAbsentKeyIsEmpty() throws Exception {
        assertEquals(Optional.empty(), bus.get(ctx(), "/a"));
        assertEquals(List.of(), bus.list(ctx(), "/").entries());
        assertFalse(bus.delete(ctx(), "/a", 0));
    }

    @Test
    void everyChangeRaisesTheRevisionByOne() throws Exception {
        long start = bus.list(ctx(), "").revision();
        assertEquals(start + 1, put("/a", "1"));
        assertEquals(start + 2, put("/b", "1"));
        assertEquals(start + 3, put("/a", "1"), "the same value is a change too");
        assertTrue(bus.delete(ctx(), "/b", 0));
        assertFalse(bus.delete(ctx(), "/b", 0), "what is gone is not removed again");
        assertEquals(start + 4, bus.list(ctx(), "").revision());
    }

    @Test
    void anEntryTellsWhenItWasMadeAndChanged() throws Exception {
        long made = put("/a", "1");
        long changed = put("/a", "2");
        Bus.Entry entry = bus.get(ctx(), "/a").orElseThrow();
        assertEquals("2", text(entry));
        assertEquals(made, entry.created());
        assertEquals(changed, entry.modified());
        bus.delete(ctx(), "/a", 0);
        long again = put("/a", "3");
        assertEquals(again, bus.get(ctx(), "/a").orElseThrow().created());
    }

    @Test
    void aListIsSortedAndHoldsThePrefixOnly() throws Exception {
        for (String key : List.of("/b/2", "/a/x", "/b", "/b/10", "/b/1", "/c", "/b!", "/b0")) {
            put(key, key);
        }
        Bus.Listing listing = bus.list(ctx(), "/b/");
        assertEquals(List.of("/b/1", "/b/10", "/b/2"), listing.entries().stream().map(Bus.Entry::key).toList());
        assertEquals(8, bus.list(ctx(), "").entries().size());
        assertEquals(List.of("/b", "/b!", "/b/1", "/b/10", "/b/2", "/b0"),
            bus.list(ctx(), "/b").entries().stream().map(Bus.Entry::key).toList());
    }

    @Test
    void compareAndSetNeedsTheLastRevision() throws Exception {
        assertEquals(Optional.empty(), bus.compareAndSet(ctx(), "/a", 5, bytes("x"), NO_LEASE), "absent");
        long first = bus.compareAndSet(ctx(), "/a", 0, bytes("1"), NO_LEASE).orElseThrow();
        assertEquals(Optional.empty(), bus.compareAndSet(ctx(), "/a", 0, bytes("x"), NO_LEASE), "present");
        long second = bus.compareAndSet(ctx(), "/a", first, bytes("2"), NO_LEASE).orElseThrow();
        assertEquals(first + 1, second);
        assertEquals(Optional.empty(), bus.compareAndSet(ctx(), "/a", first, bytes("x"), NO_LEASE), "stale");
        assertEquals("2", text(bus.get(ctx(), "/a").orElseThrow()));
        assertEquals(second, bus.list(ctx(), "").revision(), "a refused one changes nothing");
    }

    @Test
    void deleteMindsTheRevision() throws Exception {
        long first = put("/a", "1");
        long second = put("/a", "2");
        assertFalse(bus.delete(ctx(), "/a", first));
        assertTrue(bus.get(ctx(), "/a").isPresent());
        assertTrue(bus.delete(ctx(), "/a", second));
        assertTrue(bus.get(ctx(), "/a").isEmpty());
    }

    @Test
    void boundsAreKept() throws Exception {
        String longest = "k".repeat(1_024);
        put(longest, "1");
        byte[] biggest = new byte[1 << 20];
        biggest[biggest.length - 1] = 7;
        bus.put(ctx(), "/big", biggest, NO_LEASE);
        assertArrayEquals(biggest, bus.get(ctx(), "/big").orElseThrow().value());
        bus.put(ctx(), "/none", new byte[0], NO_LEASE);
        assertEquals(0, bus.get(ctx(), "/none").orElseThrow().value().length);
        long revision = bus.list(ctx(), "").revision();
        for (String key : List.of("", longest + "k", "/ä", "/a\n", "/\u007f")) {
            assertCode(ErrorCode.INVALID, () -> put(key, "1"));
            assertCode(ErrorCode.INVALID, () -> bus.get(ctx(), key));
            assertCode(ErrorCode.INVALID, () -> bus.delete(ctx(), key, 0));
            assertCode(ErrorCode.INVALID, () -> bus.compareAndSet(ctx(), key, 0, bytes("1"), NO_LEASE));
        }
        assertCode(ErrorCode.INVALID, () -> bus.put(ctx(), "/a", new byte[(1 << 20) + 1], NO_LEASE));
        assertCode(ErrorCode.INVALID, () -> bus.grant(ctx(), Duration.ofMillis(999)));
        assertCode(ErrorCode.INVALID, () -> bus.grant(ctx(), Duration.ofMillis(3_600_001)));
        assertEquals(revision, bus.list(ctx(), "").revision());
    }

    @Test
    void theCallersArrayStaysTheCallers() throws Exception {
        byte[] value = bytes("before");
        bus.put(ctx(), "/a", value, NO_LEASE);
        value[0] = 'X';
        assertEquals("before", text(bus.get(ctx(), "/a").orElseThrow()));
    }

    @Test
    void fiftyThreadsCountWithoutLosingOne() throws Exception {
        bus.compareAndSet(ctx(), "/n", 0, bytes("0"), NO_LEASE);
        inFifty(thread -> {
            for (int i = 0; i < 4; i++) {
                boolean done = false;
                while (!done) {
                    Bus.Entry entry = bus.get(ctx(), "/n").orElseThrow();
                    byte[] next = bytes(Integer.toString(Integer.parseInt(text(entry)) + 1));
                    done = bus.compareAndSet(ctx(), "/n", entry.modified(), next, NO_LEASE).isPresent();
                }
            }
        });
        assertEquals("200", text(bus.get(ctx(), "/n").orElseThrow()));
    }

    @Test
    void ofFiftyThatCreateAKeyOneDoes() throws Exception {
        List<Integer> winners = java.util.Collections.synchronizedList(new ArrayList<>());
        inFifty(thread -> {
            if (bus.compareAndSet(ctx(), "/one", 0, bytes("" + thread), NO_LEASE).isPresent()) {
                winners.add(thread);
            }
        });
        assertEquals(1, winners.size());
        assertEquals(winners.getFirst().toString(), text(bus.get(ctx(), "/one").orElseThrow()));
    }

    @Test
    void whatWasAnsweredIsSeenByAll() throws Exception {
        inFifty(thread -> {
            for (int i = 0; i < 5; i++) {
                long revision = put("/t/" + thread, "" + i);
                Bus.Entry entry = bus.get(ctx(), "/t/" + thread).orElseThrow();
                assertEquals(revision, entry.modified());
                assertTrue(bus.list(ctx(), "/t/").revision() >= revision);
            }
        });
        assertEquals(50, bus.list(ctx(), "/t/").entries().size());
    }

    /** One of many threads' work. */
    private interface Work {
        void run(int thread) throws Exception;
    }

    private static void inFifty(Work work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int thread = i;
                all.add(threads.submit(() -> {
                    work.run(thread);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    @Test
    void aLeasesKeysGoWithIt() throws Exception {
        Lease lease = bus.grant(ctx(), Duration.ofSeconds(5));
        Lease other = bus.grant(ctx(), Duration.ofSeconds(5));
        assertTrue(lease.alive());
        assertNotEquals(lease.id(), other.id());
        bus.put(ctx(), "/l/a", bytes("1"), Optional.of(lease));
        bus.compareAndSet(ctx(), "/l/b", 0, bytes("1"), Optional.of(lease)).orElseThrow();
        bus.put(ctx(), "/l/freed", bytes("1"), Optional.of(lease));
        put("/l/freed", "2");
        bus.put(ctx(), "/l/moved", bytes("1"), Optional.of(lease));
        long before = bus.put(ctx(), "/l/moved", bytes("2"), Optional.of(other));
        try (Watch<BusEvent> watch = bus.watch(ctx(), "/l/", before)) {
            lease.close();
            assertFalse(lease.alive());
            BusEvent.Deleted one = assertInstanceOf(BusEvent.Deleted.class, event(watch));
            BusEvent.Deleted two = assertInstanceOf(BusEvent.Deleted.class, event(watch));
            assertEquals(java.util.Set.of("/l/a", "/l/b"), java.util.Set.of(one.key(), two.key()));
            lease.close();
            assertEquals(Optional.empty(), watch.next(SHORT));
        }
        assertEquals(List.of("/l/freed", "/l/moved"),
            bus.list(ctx(), "/l/").entries().stream().map(Bus.Entry::key).toList());
        assertThrows(EngineException.class, () -> bus.put(ctx(), "/l/late", bytes("1"), Optional.of(lease)));
        assertTrue(bus.get(ctx(), "/l/late").isEmpty());
        assertTrue(other.alive());
        other.close();
        assertTrue(bus.get(ctx(), "/l/moved").isEmpty());
    }

    @Test
    void aLeaseIsKeptAliveBeyondItsTime() throws Exception {
        Lease lease = bus.grant(ctx(), Duration.ofSeconds(1));
        long revision = bus.put(ctx(), "/l/a", bytes("1"), Optional.of(lease));
        try (Watch<BusEvent> watch = bus.watch(ctx(), "/l/", revision)) {
            assertEquals(Optional.empty(), watch.next(Duration.ofMillis(2_200)), "nothing may end it");
        }
        assertTrue(lease.alive());
        lease.close();
    }

    @Test
    void anInterruptedCallerHarmsNobody() throws Exception {
        inFifty(thread -> {
            if (thread % 2 == 0) {
                Thread.currentThread().interrupt();
            }
            try {
                put("/i/" + thread, "1");
            } catch (InterruptedException e) {
                assertEquals(0, thread % 2, "only who was interrupted is told so");
            }
        });
        Thread.interrupted();
        long revision = put("/i/after", "1");
        assertEquals(revision, bus.get(ctx(), "/i/after").orElseThrow().modified());
        assertTrue(bus.list(ctx(), "/i/").entries().size() >= 26);
    }

    @Test
    void closingTheBusEndsEverything() throws Exception {
        put("/a", "1");
        Lease lease = bus.grant(ctx(), Duration.ofSeconds(5));
        Watch<BusEvent> watch = bus.watch(ctx(), "/w/");
        event(watch);
        Future<Object> outcome = waitFor(watch, thread -> {
            try {
                close(bus);
            // catches all: the factory may throw anything
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertEquals(ErrorCode.UNAVAILABLE, assertInstanceOf(EngineException.class, outcome.get()).code());
        assertCode(ErrorCode.UNAVAILABLE, () -> bus.get(ctx(), "/a"));
        assertCode(ErrorCode.UNAVAILABLE, () -> put("/a", "2"));
        assertCode(ErrorCode.UNAVAILABLE, () -> bus.watch(ctx(), "/w/"));
        assertCode(ErrorCode.UNAVAILABLE, () -> bus.grant(ctx(), Duration.ofSeconds(5)));
        assertFalse(lease.alive());
        lease.close();
    }

    @Test
    void aCallWithoutTimeLeftSaysSo() {
        CallContext late = CallContext.of("tck", Duration.ofNanos(1));
        assertCode(ErrorCode.TIMEOUT, () -> bus.put(late, "/a", bytes("1"), NO_LEASE));
        assertCode(ErrorCode.TIMEOUT, () -> bus.get(late, "/a"));
    }

    @Test
    void whatWasWrittenIsThereAfterARestart() throws Exception {
        assumeTrue(durable());
        long made = put("/a", "1");
        long changed = put("/a", "2");
        put("/gone", "1");
        bus.delete(ctx(), "/gone", 0);
        Lease lease = bus.grant(ctx(), Duration.ofSeconds(1));
        long last = bus.put(ctx(), "/leased", bytes("1"), Optional.of(lease));
        close(bus);
        bus = open();
        Bus.Entry entry = bus.get(ctx(), "/a").orElseThrow();
        assertEquals("2", text(entry));
        assertEquals(made, entry.created());
        assertEquals(changed, entry.modified());
        assertTrue(bus.get(ctx(), "/gone").isEmpty());
        try (Watch<BusEvent> watch = bus.watch(ctx(), "/leased", last)) {
            BusEvent event = event(watch);
            if (event instanceof BusEvent.Listed listed && !listed.listing().entries().isEmpty()) {
                event = event(watch);
            }
            assertTrue(event instanceof BusEvent.Deleted || event instanceof BusEvent.Listed, event.toString());
        }
        assertTrue(bus.get(ctx(), "/leased").isEmpty(), "a dead holder's lease ends");
        assertTrue(put("/b", "1") > last, "revisions go on");
    }
}
