package io.leengine.bus.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.bus.Lease;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of calls, watches and leases when the line to etcd, or etcd itself, fails. */
@Timeout(120)
class EtcdFaultsTest {
    private static final Optional<Lease> NO_LEASE = Optional.empty();

    @TempDir
    Path folder;
    private Etcd etcd;
    private Relay relay;
    private EtcdBus bus;
    private EtcdBus direct;

    @BeforeEach
    void open() throws Exception {
        etcd = Etcd.plain(EtcdPrograms.any(), folder.resolve("etcd")).start();
        relay = new Relay(etcd.clientPort());
        bus = new EtcdBus(Buses.options("", relay.address()));
        direct = new EtcdBus(Buses.options("", etcd.address()));
    }

    @AfterEach
    void close() throws Exception {
        bus.close();
        direct.close();
        relay.close();
        etcd.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void put(Bus to, String key, String value) throws InterruptedException {
        to.put(Buses.ctx(), key, bytes(value), NO_LEASE);
    }

    private String value(String key) throws InterruptedException {
        return Told.text(direct.get(Buses.ctx(), key).orElseThrow().value());
    }

    @Test
    void aWatchWhoseLineIsCutGoesOnWhereItWas() throws Exception {
        put(bus, "/w/a", "1");
        try (Watch<BusEvent> watch = bus.watch(Buses.ctx(), "/w/")) {
            Told told = new Told().until(watch, "/w/a", "1");
            for (int i = 0; i < 5; i++) {
                relay.refuse();
                put(direct, "/w/a", "away" + i);
                put(direct, "/w/b" + i, "1");
                relay.accept(true);
                put(direct, "/w/a", "back" + i);
                told.until(watch, "/w/a", "back" + i);
            }
            assertEquals(1, told.lists, "etcd keeps all changes, so none is lost and no list is needed");
            assertEquals(10, told.puts.get("/w/a"));
            assertEquals(6, told.entries.size());
        }
    }

    @Test
    void aWatchListsAgainWhenTheChangesItMissedAreCompacted() throws Exception {
        put(bus, "/w/a", "1");
        put(bus, "/w/gone", "1");
        try (Watch<BusEvent> watch = bus.watch(Buses.ctx(), "/w/"); Administrator administrator = new Administrator(etcd)) {
            Told told = new Told().until(watch, "/w/a", "1");
            relay.refuse();
            put(direct, "/w/a", "2");
            direct.delete(Buses.ctx(), "/w/gone", 0);
            put(direct, "/w/b", "1");
            administrator.compact();
            relay.accept(true);
            told.until(watch, "/w/b", "1");
            assertEquals(2, told.lists);
            assertEquals(Map.of("/w/a", "2", "/w/b", "1"), told.entries);
            put(direct, "/w/a", "3");
            assertEquals(1, told.until(watch, "/w/a", "3").puts.get("/w/a"), "changes follow the list");
        }
    }

    @Test
    void aWatchFromACompactedRevisionBeginsWithAList() throws Exception {
        long first = bus.put(Buses.ctx(), "/w/a", bytes("1"), NO_LEASE);
        put(bus, "/w/a", "2");
        put(bus, "/w/a", "3");
        try (Administrator administrator = new Administrator(etcd)) {
            administrator.compact();
        }
        try (Watch<BusEvent> watch = bus.watch(Buses.ctx(), "/w/", first)) {
            Told told = new Told().first(watch);
            assertEquals(1, told.lists);
            assertEquals(Map.of("/w/a", "3"), told.entries);
        }
    }

    @Test
    void aSlowConsumerMissesNothingAndHoldsUpNobody() throws Exception {
        byte[] large = new byte[1 << 19];
        try (Watch<BusEvent> watch = bus.watch(Buses.ctx(), "/w/")) {
            Told told = new Told().first(watch);
            for (int i = 0; i < 60; i++) {
                direct.put(Buses.ctx(), "/w/large" + i % 7, large, NO_LEASE);
            }
            assertTrue(bus.get(Buses.within(Duration.ofSeconds(5)), "/w/large0").isPresent(),
                "calls get through beside 30 MB that nobody reads");
            put(bus, "/w/end", "1");
            told.until(watch, "/w/end", "1");
            assertEquals(60, told.puts.values().stream().mapToInt(Integer::intValue).sum() - 1);
            assertEquals(1, told.lists);
        }
    }

    @Test
    void aChangeWhoseAnswerIsLostMayHaveBeenDoneAndIsNotDoneAgain() throws Exception {
        put(bus, "/a", "1");
        long before = direct.list(Buses.ctx(), "").revision();
        CountDownLatch held = relay.holdAnswers();
        EngineException late = assertThrows(EngineException.class,
            () -> bus.compareAndSet(Buses.within(Duration.ofSeconds(1)), "/b", 0, bytes("mine"), NO_LEASE));
        assertTrue(held.await(10, TimeUnit.SECONDS));
        assertEquals(ErrorCode.TIMEOUT, late.code(), late.getMessage());
        assertTrue(late.getMessage().contains("may have been done"), late.getMessage());
        relay.free();
        assertEquals("mine", value("/b"), "it was done");
        assertEquals(before + 1, direct.list(Buses.ctx(), "").revision(), "once");

        CountDownLatch again = relay.holdAnswers();
        Thread cutting = Thread.ofVirtual().start(() -> {
            try {
                again.await();
                relay.cut();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        EngineException lost = assertThrows(EngineException.class,
            () -> bus.compareAndSet(Buses.ctx(), "/c", 0, bytes("mine"), NO_LEASE));
        cutting.join();
        assertEquals(ErrorCode.UNAVAILABLE, lost.code(), lost.getMessage());
        assertTrue(lost.getMessage().contains("may have been done"), lost.getMessage());
        assertTrue(lost.nextStep().orElse("").contains("Read the key"));
        assertTrue(direct.list(Buses.ctx(), "").revision() <= before + 2, "at most once");
    }

    @Test
    void aReadWhoseAnswerIsLostIsAskedAgain() throws Exception {
        put(bus, "/a", "1");
        CountDownLatch held = relay.holdAnswers();
        Thread cutting = Thread.ofVirtual().start(() -> {
            try {
                held.await();
                relay.cut();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertEquals("1", Told.text(bus.get(Buses.ctx(), "/a").orElseThrow().value()));
        cutting.join();
    }

    @Test
    void aWayThatIsGoneIsUnavailableInTimeAndComesBackByItself() throws Exception {
        put(bus, "/w/a", "1");
        Lease lease = bus.grant(Buses.ctx(), Duration.ofSeconds(2));
        bus.put(Buses.ctx(), "/w/leased", bytes("1"), Optional.of(lease));
        try (Watch<BusEvent> watch = bus.watch(Buses.ctx(), "/w/")) {
            Told told = new Told().until(watch, "/w/leased", "1");
            etcd.kill();
            long start = System.nanoTime();
            EngineException error = assertThrows(EngineException.class,
                () -> bus.get(Buses.within(Duration.ofSeconds(1)), "/w/a"));
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertEquals(ErrorCode.UNAVAILABLE, error.code(), error.getMessage());
            assertTrue(took < 2_000, took + " ms");
            assertTrue(error.nextStep().isPresent());
            awaitHealth(Health.State.DOWN);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (lease.alive() && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertFalse(lease.alive(), "a lease that cannot be renewed has ended, whether etcd can say so or not");
            etcd.start();
            put(bus, "/w/a", "2");
            told.until(watch, "/w/a", "2").untilGone(watch, "/w/leased");
            awaitHealth(Health.State.UP);
            assertFalse(lease.alive(), "final");
            EngineException ended = assertThrows(EngineException.class,
                () -> bus.put(Buses.ctx(), "/w/leased", bytes("2"), Optional.of(lease)));
            assertEquals(ErrorCode.CONFLICT, ended.code());
        }
    }

    private void awaitHealth(Health.State state) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (bus.health().state() != state && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertEquals(state, bus.health().state(), bus.health().message());
    }

    @Test
    void aLeaseEndsHereBeforeItDoesInEtcd() throws Exception {
        Lease lease = bus.grant(Buses.ctx(), Duration.ofSeconds(4));
        bus.put(Buses.ctx(), "/w/leased", bytes("1"), Optional.of(lease));
        try (Watch<BusEvent> watch = direct.watch(Buses.ctx(), "/w/")) {
            Told told = new Told().until(watch, "/w/leased", "1");
            relay.refuse();
            told.untilGone(watch, "/w/leased");
            assertFalse(lease.alive(), "etcd has given it up, so its holder must know by now");
        }
    }

    @Test
    void aConnectionThatStaysSilentIsGivenUpForAnother() throws Exception {
        put(bus, "/a", "1");
        relay.silence();
        EngineException error = assertThrows(EngineException.class,
            () -> bus.get(Buses.within(Duration.ofSeconds(4)), "/a"));
        assertEquals(ErrorCode.UNAVAILABLE, error.code(), error.getMessage());
        relay.speak();
        assertEquals("1", Told.text(bus.get(Buses.ctx(), "/a").orElseThrow().value()));
    }

    @Test
    void anAbsentEtcdIsWaitedForByNobody() throws Exception {
        etcd.kill();
        long start = System.nanoTime();
        EtcdBus early = new EtcdBus(Buses.options("", etcd.address()));
        try {
            assertEquals(Health.State.DOWN, early.health().state());
            Watch<BusEvent> watch = early.watch(Buses.ctx(), "/w/");
            assertEquals(Optional.empty(), watch.next(Duration.ZERO));
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(5));
            etcd.start();
            put(early, "/w/a", "1");
            new Told().until(watch, "/w/a", "1");
        } finally {
            early.close();
        }
    }

    @Test
    void aListOfManyIsReadInPagesAtOneRevision() throws Exception {
        List<String> expected = new java.util.ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            expected.add("/many/%05d".formatted(i));
            put(direct, expected.getLast(), "1");
        }
        Bus.Listing listing = bus.list(Buses.ctx(), "/many/");
        assertEquals(expected, listing.entries().stream().map(Bus.Entry::key).toList());
        assertEquals(direct.list(Buses.ctx(), "/none/").revision(), listing.revision());
    }

    @Test
    void platformsWithPrefixesOfTheirOwnDoNotSeeEachOther() throws Exception {
        EtcdBus one = new EtcdBus(Buses.options("one:", etcd.address()));
        EtcdBus other = new EtcdBus(Buses.options("one-more:", etcd.address()));
        try (Watch<BusEvent> watch = one.watch(Buses.ctx(), "")) {
            put(one, "/a", "1");
            put(other, "/b", "1");
            put(one, "/c", "1");
            Told told = new Told().until(watch, "/c", "1");
            assertEquals(Map.of("/a", "1", "/c", "1"), told.entries);
            assertEquals(List.of("/b"), other.list(Buses.ctx(), "").entries().stream().map(Bus.Entry::key).toList());
            assertEquals("1", value("one:/a"));
        } finally {
            one.close();
            other.close();
        }
    }
}
