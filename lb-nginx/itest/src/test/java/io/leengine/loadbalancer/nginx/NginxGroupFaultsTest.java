package io.leengine.loadbalancer.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.bus.etcd.Etcd;
import io.leengine.bus.etcd.EtcdPrograms;
import io.leengine.bus.etcd.StandaloneBus;
import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.tck.HostClient;
import io.leengine.tck.HttpBackend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of requests and of changes while parts of a group are gone. */
class NginxGroupFaultsTest {
    private static final String HOST = "a.example.org";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final int MANY = 200;

    @TempDir
    private Path folder;
    private final BusOfName buses = new BusOfName();
    private HttpBackend a;
    private HttpBackend b;
    private Etcd etcd;
    private StandaloneBus bus;
    private RunningHost one;
    private NginxLoadBalancer group;

    private static CallContext ctx() {
        return CallContext.of("test", LONG);
    }

    @BeforeEach
    void open() throws Exception {
        a = new HttpBackend("a");
        b = new HttpBackend("b");
        etcd = Etcd.plain(EtcdPrograms.any(), folder.resolve("etcd")).start();
        bus = StandaloneBus.open("bus", "test:", etcd.address());
        buses.added(bus.bus());
        one = new RunningHost("public", "one", folder.resolve("one"));
        one.follow(bus.bus());
        group = new NginxLoadBalancer(new GroupOptions("public", "bus",
            new UpstreamRanges(List.of("127.0.0.0/8")), LONG), buses);
        awaitHosts(1);
        group.applyDomain(ctx(), DomainSpec.of(HOST));
        serve(a);
    }

    private void awaitHosts(int count) throws InterruptedException {
        while (group.status(ctx()).hosts().size() < count) {
            Thread.yield();
        }
    }

    @AfterEach
    void close() throws Exception {
        group.close();
        one.unfollow();
        one.stop();
        bus.close();
        etcd.close();
        List.of(a, b).forEach(HttpBackend::close);
    }

    private void serve(HttpBackend backend) throws InterruptedException {
        group.applyUpstreams(ctx(), HOST, List.of(backend.upstream(1)));
    }

    /** As the engine does: again, until it is done. */
    private void serveInTheEnd(HttpBackend backend) throws InterruptedException {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (true) {
            try {
                group.applyUpstreams(CallContext.of("test", Duration.ofSeconds(5)), HOST, List.of(backend.upstream(1)));
                return;
            } catch (EngineException e) {
                assertTrue(e.code().retryable() && System.nanoTime() < deadline, e::getMessage);
            }
        }
    }

    private void assertNotNow(HttpBackend backend) {
        EngineException error = assertThrows(EngineException.class,
            () -> group.applyUpstreams(CallContext.of("test", SHORT), HOST, List.of(backend.upstream(1))));
        assertTrue(error.code().retryable(), error.toString());
    }

    @Test
    void withoutEtcdTrafficFlowsAndChangesArriveWhenItIsBack() throws Exception {
        Load load = new Load(one.address(), HOST);
        load.await("a", MANY);
        etcd.kill();
        assertNotNow(b);
        load.await("a", MANY);
        etcd.start();
        serveInTheEnd(b);
        load.await("b", MANY);
        assertEquals(Set.of("a", "b"), load.end().keySet());
    }

    @Test
    void anAgentIsReplacedWithoutAFailedRequest() throws Exception {
        Load load = new Load(one.address(), HOST);
        for (HttpBackend next : List.of(b, a, b)) {
            one.unfollow();
            assertNotNow(next);
            one.follow(bus.bus());
            serveInTheEnd(next);
            load.await(next.name(), MANY);
        }
        assertEquals(Set.of("a", "b"), load.end().keySet());
    }

    @Test
    void whatWasWantedWhileNoAgentWasThereIsSoWhenOneComes() throws Exception {
        one.unfollow();
        assertNotNow(b);
        assertThrows(EngineException.class,
            () -> group.applyDomain(CallContext.of("test", SHORT), DomainSpec.of("b.example.org")));
        one.follow(bus.bus());
        serveInTheEnd(b);
        group.applyDomain(ctx(), DomainSpec.of("b.example.org"));
        try (HostClient client = new HostClient(one.address())) {
            assertEquals("b", client.get(HOST, "/").body());
            assertEquals(503, client.get("b.example.org", "/").status());
        }
    }

    @Test
    void aHostThatJoinsServesAllThereIs() throws Exception {
        RunningHost two = new RunningHost("public", "two", folder.resolve("two"));
        try {
            two.follow(bus.bus());
            try (HostClient client = new HostClient(two.address())) {
                assertEquals("a", client.get(HOST, "/").body(), "it takes no request before it knows all there is");
                awaitHosts(2);
                serve(b);
                assertEquals("b", client.get(HOST, "/").body());
            }
            assertEquals(List.of(one.address(), two.address()), group.status(ctx()).addresses());
        } finally {
            two.unfollow();
            two.stop();
        }
    }

    @Test
    void aMasterThatWasKilledIsReplacedAndKnowsWhatIsWanted() throws Exception {
        long killed = one.nginx().state().master();
        ProcessHandle.of(killed).orElseThrow().destroyForcibly();
        serveInTheEnd(b);
        Load load = new Load(one.address(), HOST);
        load.await("b", MANY);
        assertEquals(Set.of("b"), load.end().keySet());
    }
}
