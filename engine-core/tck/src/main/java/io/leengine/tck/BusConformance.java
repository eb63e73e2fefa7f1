package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.bus.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link Bus} does. The store must be the test's own and empty: revisions are counted. */
public abstract class BusConformance extends BusWatchConformance {
    private static final String TRACE = "/trace/";

    @Override
    final Set<Ability> possible() {
        return Set.of(Ability.DURABLE);
    }

    @Override
    final boolean keepsTraces() {
        return has(Ability.DURABLE);
    }

    @Override
    final void leave(Bus opened, int trace) throws InterruptedException {
        opened.compareAndSet(ctx(), TRACE + trace, 0, bytes("left"), NO_LEASE);
    }

    @Override
    final List<Integer> traces(Bus opened) throws InterruptedException {
        return opened.list(ctx(), TRACE).entries().stream()
            .map(entry -> Integer.parseInt(entry.key().substring(TRACE.length()))).toList();
    }

    @Override
    final List<SeamCall<Bus>> calls() {
        return List.of(
            new SeamCall<>("get", (it, context) -> it.get(context, "/call/a")),
            new SeamCall<>("list", (it, context) -> it.list(context, "/call/")),
            new SeamCall<>("put", (it, context) -> it.put(context, "/call/a", bytes("1"), NO_LEASE)),
            new SeamCall<>("compareAndSet", (it, context) -> it.compareAndSet(context, "/call/b", 0, bytes("1"), NO_LEASE)),
            new SeamCall<>("delete", (it, context) -> it.delete(context, "/call/b", 0)),
            new SeamCall<>("watch", (it, context) -> it.watch(context, "/call/").close()),
            new SeamCall<>("watch from a revision", (it, context) -> it.watch(context, "/call/", 0).close()),
            new SeamCall<>("grant", (it, context) -> it.grant(context, Duration.ofSeconds(5)).close()));
    }

    @Override
    final List<SeamCall<Bus>> badCalls() {
        List<SeamCall<Bus>> bad = new ArrayList<>(List.of(
            new SeamCall<>("a value of more than 1 MiB",
                (it, context) -> it.put(context, "/a", new byte[(1 << 20) + 1], NO_LEASE)),
            new SeamCall<>("a lease below 1 s", (it, context) -> it.grant(context, Duration.ofMillis(999))),
            new SeamCall<>("a lease above 1 h", (it, context) -> it.grant(context, Duration.ofMillis(3_600_001))),
            new SeamCall<>("a negative revision", (it, context) -> it.delete(context, "/a", -1)),
            new SeamCall<>("a watch from a negative revision", (it, context) -> it.watch(context, "/a", -1)),
            new SeamCall<>("an odd prefix", (it, context) -> it.list(context, "/\u0000"))));
        for (String key : List.of("", "k".repeat(1_025), "/\u00e4", "/a\n", "/\u007f")) {
            bad.add(new SeamCall<>("get of key '" + key + "'", (it, context) -> it.get(context, key)));
            bad.add(new SeamCall<>("put of key '" + key + "'",
                (it, context) -> it.put(context, key, bytes("1"), NO_LEASE)));
            bad.add(new SeamCall<>("delete of key '" + key + "'", (it, context) -> it.delete(context, key, 0)));
            bad.add(new SeamCall<>("compareAndSet of key '" + key + "'",
                (it, context) -> it.compareAndSet(context, key, 0, bytes("1"), NO_LEASE)));
        }
        return bad;
    }

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
        for (SeamCall<Bus> bad : badCalls()) {
            assertCode(ErrorCode.INVALID, () -> bad.work().on(bus, ctx()));
        }
        assertEquals(revision, bus.list(ctx(), "").revision(), "what is refused changes nothing");
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
            if (bus.compareAndSet(ctx(), "/one", 0, bytes(Integer.toString(thread)), NO_LEASE).isPresent()) {
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

    private void inFifty(Work work) throws Exception {
        Many.at(Many.THREADS, patience(), thread -> {
            work.run(thread);
            return null;
        });
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
            assertEquals(Set.of("/l/a", "/l/b"), Set.of(one.key(), two.key()));
            lease.close();
            assertEquals(Optional.empty(), watch.next(SHORT));
        }
        assertEquals(List.of("/l/freed", "/l/moved"),
            bus.list(ctx(), "/l/").entries().stream().map(Bus.Entry::key).toList());
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
    void anEndedLeaseIsAConflict() throws Exception {
        Lease ended = bus.grant(ctx(), Duration.ofSeconds(5));
        ended.close();
        assertCode(ErrorCode.CONFLICT, () -> bus.put(ctx(), "/a", bytes("1"), Optional.of(ended)));
        assertCode(ErrorCode.CONFLICT, () -> bus.compareAndSet(ctx(), "/a", 0, bytes("1"), Optional.of(ended)));
        assertTrue(bus.get(ctx(), "/a").isEmpty());
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
        long revision = put("/i/after", "1");
        assertEquals(revision, bus.get(ctx(), "/i/after").orElseThrow().modified());
        assertTrue(bus.list(ctx(), "/i/").entries().size() >= 26);
    }

    @Test
    void closingTheBusEndsWatchesAndLeases() throws Exception {
        Lease lease = bus.grant(ctx(), Duration.ofSeconds(5));
        Watch<BusEvent> watch = bus.watch(ctx(), "/w/");
        event(watch);
        Future<Object> outcome = waitFor(watch, thread -> {
            try {
                shut(bus);
            // catches all: the factory may throw anything
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertEquals(ErrorCode.UNAVAILABLE, assertInstanceOf(EngineException.class,
            outcome.get(patience().toMillis(), TimeUnit.MILLISECONDS)).code());
        assertFalse(lease.alive());
        lease.close();
    }

    @Test
    void entriesAndRevisionsOutliveARestartIfDeclared() throws Exception {
        long made = put("/a", "1");
        long changed = put("/a", "2");
        put("/gone", "1");
        bus.delete(ctx(), "/gone", 0);
        Lease lease = bus.grant(ctx(), Duration.ofSeconds(1));
        long last = bus.put(ctx(), "/leased", bytes("1"), Optional.of(lease));
        reopen();
        if (!has(Ability.DURABLE)) {
            assertEquals(List.of(), bus.list(ctx(), "").entries(), "It declares to keep nothing");
            return;
        }
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
