package io.leengine.bus.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.bus.Lease;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three members, of which one is lost. */
@Timeout(180)
class EtcdClusterTest {
    private static final int WRITERS = 6;
    private static final Optional<Lease> NO_LEASE = Optional.empty();

    @TempDir
    static Path folder;
    private static EtcdCluster cluster;
    private static int tests;
    private EtcdBus bus;

    @BeforeAll
    static void start() throws Exception {
        cluster = EtcdCluster.start(EtcdPrograms.any(), folder, 3);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        bus = new EtcdBus(Buses.options("test" + ++tests + ":", cluster.addresses()));
    }

    @AfterEach
    void close() throws Exception {
        bus.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theLeaderKilledInTheMiddleLosesNothing() throws Exception {
        Lease lease = bus.grant(Buses.ctx(), Duration.ofSeconds(8));
        bus.put(Buses.ctx(), "/lease", bytes("held"), Optional.of(lease));
        Map<String, String> acknowledged = new ConcurrentHashMap<>();
        AtomicBoolean writing = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Watch<BusEvent> watch = bus.watch(Buses.ctx(), "/w/")) {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                writers.add(threads.submit(() -> write(writer, acknowledged, writing)));
            }
            Future<Told> told = threads.submit(() -> new Told().until(watch, "/w/end", "end"));
            awaitMore(acknowledged, 100);
            Etcd leader = Administrator.leader(cluster);
            leader.kill();
            awaitMore(acknowledged, 200);
            assertTrue(lease.alive(), "the lease lives on");
            cluster.restart(leader);
            awaitMore(acknowledged, 100);
            writing.set(false);
            for (Future<?> each : writers) {
                each.get(60, TimeUnit.SECONDS);
            }
            bus.put(Buses.ctx(), "/w/end", bytes("end"), NO_LEASE);
            Map<String, String> there = new TreeMap<>();
            bus.list(Buses.ctx(), "/w/").entries().forEach(entry -> there.put(entry.key(), Told.text(entry.value())));
            acknowledged.put("/w/end", "end");
            assertEquals(new TreeMap<>(acknowledged), there, "what was acknowledged is there, and nothing else");
            Told seen = told.get(60, TimeUnit.SECONDS);
            assertEquals(there, seen.entries);
            assertEquals(1, seen.lists);
            assertEquals(List.of(), seen.puts.entrySet().stream().filter(each -> each.getValue() != 1).toList(),
                "each change was told once");
            assertTrue(lease.alive());
            assertTrue(bus.get(Buses.ctx(), "/lease").isPresent());
        }
        lease.close();
        assertTrue(bus.get(Buses.ctx(), "/lease").isEmpty());
    }

    /** Each key is set once; when it is not known whether it was, the key is read, as the error says. */
    private Void write(int writer, Map<String, String> acknowledged, AtomicBoolean writing) throws InterruptedException {
        for (int i = 0; writing.get(); i++) {
            String key = "/w/" + writer + "/" + i;
            String value = writer + "-" + i;
            while (!set(key, value)) {
                Thread.onSpinWait();
            }
            acknowledged.put(key, value);
        }
        return null;
    }

    private boolean set(String key, String value) throws InterruptedException {
        try {
            assertTrue(bus.compareAndSet(Buses.ctx(), key, 0, bytes(value), NO_LEASE).isPresent()
                || bus.get(Buses.ctx(), key).isPresent(), "nobody else sets " + key);
            return true;
        } catch (EngineException e) {
            assertTrue(e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.TIMEOUT, e.getMessage());
            return false;
        }
    }

    private static void awaitMore(Map<String, String> acknowledged, int more) throws InterruptedException {
        int goal = acknowledged.size() + more;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (acknowledged.size() < goal) {
            assertTrue(System.nanoTime() < end, acknowledged.size() + " of " + goal + " changes");
            Thread.sleep(5);
        }
    }

    @Test
    void aSilentMemberIsLeftForAnother() throws Exception {
        bus.put(Buses.ctx(), "/a", bytes("0"), NO_LEASE);
        // One of them is the member that the bus asks, and one the leader.
        for (Etcd silent : cluster.members()) {
            silent.pause();
            try {
                assertTrue(bus.get(Buses.within(Duration.ofSeconds(15)), "/a").isPresent(), "without " + silent.name());
                bus.put(Buses.within(Duration.ofSeconds(15)), "/a", bytes(silent.name()), NO_LEASE);
                // A lost leader makes another member unwell too, until the next is chosen.
                awaitHealth(Health.State.DEGRADED, "2 of 3");
            } finally {
                silent.resume();
            }
            awaitHealth(Health.State.UP, "");
        }
        assertEquals("m2", Told.text(bus.get(Buses.ctx(), "/a").orElseThrow().value()));
    }

    @Test
    void withoutMostOfTheMembersItIsUnavailableAndComesBack() throws Exception {
        bus.put(Buses.ctx(), "/a", bytes("1"), NO_LEASE);
        List<Etcd> lost = cluster.members().subList(0, 2);
        lost.forEach(Etcd::kill);
        EngineException error = null;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (error == null && System.nanoTime() < end) {
            try {
                bus.get(Buses.within(Duration.ofSeconds(2)), "/a");
            } catch (EngineException e) {
                error = e;
            }
        }
        assertFalse(error == null);
        assertEquals(ErrorCode.UNAVAILABLE, error.code(), error.getMessage());
        for (Etcd each : lost) {
            each.launch(cluster.members().stream().map(it -> it.name() + "=" + it.peerAddress())
                .reduce((a, b) -> a + "," + b).orElseThrow());
        }
        for (Etcd each : lost) {
            each.awaitReady();
        }
        assertEquals("1", Told.text(bus.get(Buses.ctx(), "/a").orElseThrow().value()));
    }

    private void awaitHealth(Health.State state, String words) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        Health health = bus.health();
        while (!(health.state() == state && health.message().contains(words))) {
            assertTrue(System.nanoTime() < end, "not yet " + state + " " + words + ": " + health);
            Thread.onSpinWait();
            health = bus.health();
        }
    }
}
