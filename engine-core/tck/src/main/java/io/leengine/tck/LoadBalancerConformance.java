package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.DomainStatus.UpstreamStatus;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every load balancer must do. An implementation's test extends this and says how a group is opened. */
@Timeout(60)
public abstract class LoadBalancerConformance {
    private static final String HOST = "hello.example.org";
    private static final int CLIENTS = 50;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** The state a group keeps; the same in every call of {@link #open} within one test. */
    @TempDir
    protected Path state;

    private final List<HttpBackend> backends = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private LoadBalancer group;

    /** Opens the group over a state folder, or opens it again with what an earlier one has left there. */
    protected abstract LoadBalancer open(Path folder) throws Exception;

    /** Stops a group, as a stop of its process would. */
    protected abstract void close(LoadBalancer opened) throws Exception;

    /** Creates the kit for one test. */
    protected LoadBalancerConformance() {
    }

    @BeforeEach
    final void openGroup() throws Exception {
        group = open(state);
    }

    @AfterEach
    final void closeAll() throws Exception {
        threads.shutdownNow();
        try {
            close(group);
        } finally {
            backends.forEach(HttpBackend::close);
        }
    }

    private static CallContext context() {
        return CallContext.of("test", LIMIT);
    }

    private HttpBackend backend(String name) throws IOException {
        HttpBackend made = new HttpBackend(name);
        backends.add(made);
        return made;
    }

    private HostClient client() throws InterruptedException {
        return new HostClient(group.status(context()).addresses().getFirst());
    }

    private HostClient.Answer get(String host, String path) throws Exception {
        try (HostClient client = client()) {
            return client.get(host, path);
        }
    }

    private void serve(Upstream... upstreams) throws InterruptedException {
        group.applyDomain(context(), DomainSpec.of(HOST));
        group.applyUpstreams(context(), HOST, List.of(upstreams));
    }

    private Upstream dead() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return new Upstream(new Endpoint("127.0.0.1", socket.getLocalPort()), 1, "v1", "cell",
                "dead");
        }
    }

    private Map<String, Integer> count(int requests) throws Exception {
        Map<String, Integer> counts = new HashMap<>();
        try (HostClient client = client()) {
            for (int i = 0; i < requests; i++) {
                HostClient.Answer answer = client.get(HOST, "/");
                assertEquals(200, answer.status());
                counts.merge(answer.body(), 1, Integer::sum);
            }
        }
        return counts;
    }

    @Test
    void aDomainIsServedByItsUpstream() throws Exception {
        serve(backend("a").upstream(1));
        assertEquals(new HostClient.Answer(200, "a"), get(HOST, "/"));
    }

    @Test
    void hostsAreToldApartWithoutCaseOrPort() throws Exception {
        serve(backend("a").upstream(1));
        group.applyDomain(context(), DomainSpec.of("other.example.org"));
        group.applyUpstreams(context(), "other.example.org", List.of(backend("b").upstream(1)));
        assertEquals("a", get("HELLO.example.ORG:8080", "/").body());
        assertEquals("b", get("other.example.org", "/").body());
    }

    @Test
    void anUnknownHostIsNotFound() throws Exception {
        serve(backend("a").upstream(1));
        assertEquals(404, get("unknown.example.org", "/").status());
    }

    @Test
    void statingADomainAgainChangesNothing() throws Exception {
        serve(backend("a").upstream(1));
        List<DomainStatus> before = group.domains(context());
        group.applyDomain(context(), DomainSpec.of(HOST));
        group.applyUpstreams(context(), HOST, before.getFirst().upstreams().stream()
            .map(UpstreamStatus::upstream).toList());
        assertEquals(before, group.domains(context()));
        assertEquals("a", get(HOST, "/").body());
    }

    @Test
    void newSettingsKeepTheUpstreams() throws Exception {
        serve(backend("a").upstream(1));
        DomainSpec next = new DomainSpec(HOST, Duration.ofSeconds(5), Duration.ofSeconds(1), 10);
        group.applyDomain(context(), next);
        assertEquals(next, group.domains(context()).getFirst().domain());
        assertEquals("a", get(HOST, "/").body());
    }

    @Test
    void domainsAreSortedByHost() throws Exception {
        for (String host : List.of("c.example.org", "a.example.org", "b.example.org")) {
            group.applyDomain(context(), DomainSpec.of(host));
        }
        assertEquals(List.of("a.example.org", "b.example.org", "c.example.org"),
            group.domains(context()).stream().map(status -> status.domain().host()).toList());
    }

    @Test
    void upstreamsOfAnUnknownDomainAreRefused() throws Exception {
        List<Upstream> some = List.of(backend("a").upstream(1));
        EngineException refused =
            assertThrows(EngineException.class, () -> group.applyUpstreams(context(), HOST, some));
        assertEquals(ErrorCode.NOT_FOUND, refused.code());
    }

    @Test
    void theEmptySetAnswers503() throws Exception {
        serve(backend("a").upstream(1));
        group.applyUpstreams(context(), HOST, List.of());
        assertEquals(503, get(HOST, "/").status());
        assertEquals(List.of(), group.domains(context()).getFirst().upstreams());
    }

    @Test
    void aDeletedDomainIsServedNoMore() throws Exception {
        serve(backend("a").upstream(1));
        group.deleteDomain(context(), HOST);
        group.deleteDomain(context(), HOST);
        assertEquals(404, get(HOST, "/").status());
        assertEquals(List.of(), group.domains(context()));
        group.applyDomain(context(), DomainSpec.of(HOST));
        assertEquals(503, get(HOST, "/").status(), "its upstreams went with it");
    }

    @Test
    void requestsGoByWeight() throws Exception {
        serve(backend("a").upstream(700), backend("b").upstream(290), backend("c").upstream(10),
            backend("none").upstream(0));
        Map<String, Integer> counts = count(1000);
        assertEquals(700, counts.getOrDefault("a", 0), 60);
        assertEquals(290, counts.getOrDefault("b", 0), 60);
        assertEquals(10, counts.getOrDefault("c", 0), 10);
        assertFalse(counts.containsKey("none"), "weight 0 gets none");
    }

    @Test
    void newWeightsTakeEffectAtOnce() throws Exception {
        HttpBackend a = backend("a");
        HttpBackend b = backend("b");
        serve(a.upstream(1), b.upstream(0));
        assertEquals(Map.of("a", 20), count(20));
        group.applyUpstreams(context(), HOST, List.of(a.upstream(0), b.upstream(1_000_000)));
        assertEquals(Map.of("b", 20), count(20));
    }

    @Test
    void whatIsLeftOutGetsNothingAnyMore() throws Exception {
        HttpBackend a = backend("a");
        HttpBackend b = backend("b");
        serve(a.upstream(1), b.upstream(1));
        AtomicBoolean stop = new AtomicBoolean();
        AtomicBoolean leftOut = new AtomicBoolean();
        AtomicInteger wrong = new AtomicInteger();
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(threads.submit(loader(stop, leftOut, wrong)));
        }
        for (int round = 0; round < 20; round++) {
            group.applyUpstreams(context(), HOST, List.of(a.upstream(1)));
            leftOut.set(true);
            assertTrue(group.awaitDrained(context(), HOST, List.of(b.upstream(1).endpoint())));
            int seen = b.requests();
            int other = a.requests();
            awaitMore(a, other + CLIENTS);
            assertEquals(seen, b.requests(), "a request came after the drain");
            leftOut.set(false);
            awaitMore(a, a.requests() + CLIENTS);
            group.applyUpstreams(context(), HOST, List.of(a.upstream(1), b.upstream(1)));
        }
        stop.set(true);
        for (Future<?> client : clients) {
            client.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        assertEquals(0, wrong.get(), "requests that began after the return went to what was left out");
        assertTrue(b.requests() > 0, "the test must send something there");
    }

    private Callable<Void> loader(AtomicBoolean stop, AtomicBoolean leftOut, AtomicInteger wrong)
            throws InterruptedException {
        HostClient client = client();
        return () -> {
            try (client) {
                while (!stop.get()) {
                    boolean before = leftOut.get();
                    HostClient.Answer answer = client.get(HOST, "/");
                    assertEquals(200, answer.status());
                    if (before && leftOut.get() && answer.body().equals("b")) {
                        wrong.incrementAndGet();
                    }
                }
            }
            return null;
        };
    }

    private static void awaitMore(HttpBackend backend, int requests) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (backend.requests() < requests) {
            assertTrue(System.nanoTime() < deadline, "the load stopped");
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    @Test
    void aDrainWaitsForTheRequestsUnderWay() throws Exception {
        HttpBackend slow = backend("slow");
        serve(slow.upstream(1));
        Future<HostClient.Answer> answer = threads.submit(() -> get(HOST, "/slow"));
        slow.awaitSlowRequest();
        group.applyUpstreams(context(), HOST, List.of(backend("b").upstream(1)));
        List<Endpoint> endpoints = List.of(slow.upstream(1).endpoint());
        assertFalse(group.awaitDrained(CallContext.of("short", Duration.ofMillis(100)), HOST, endpoints));
        Future<Boolean> drained = threads.submit(() -> group.awaitDrained(context(), HOST, endpoints));
        slow.endSlowRequest();
        assertTrue(drained.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertEquals(new HostClient.Answer(200, "slow"), answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void aDrainIsInterruptible() throws Exception {
        HttpBackend slow = backend("slow");
        serve(slow.upstream(1));
        threads.submit(() -> get(HOST, "/slow"));
        slow.awaitSlowRequest();
        group.applyUpstreams(context(), HOST, List.of());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class,
            () -> group.awaitDrained(context(), HOST, List.of(slow.upstream(1).endpoint())));
    }

    @Test
    void aDrainOfWhatIsNotThereIsDone() throws Exception {
        serve();
        assertTrue(group.awaitDrained(context(), HOST, List.of(dead().endpoint())));
        assertTrue(group.awaitDrained(context(), "unknown.example.org", List.of(dead().endpoint())));
    }

    @Test
    void aRestartServesTheSame() throws Exception {
        serve(backend("a").upstream(1), backend("b").upstream(0));
        group.applyDomain(context(), DomainSpec.of("gone.example.org"));
        group.deleteDomain(context(), "gone.example.org");
        List<DomainStatus> before = group.domains(context());
        close(group);
        group = open(state);
        assertEquals(before, group.domains(context()));
        assertEquals("a", get(HOST, "/").body());
        assertEquals(404, get("gone.example.org", "/").status());
    }

    @Test
    void aDeadUpstreamFailsNoRequest() throws Exception {
        HttpBackend a = backend("a");
        Upstream dead = dead();
        serve(a.upstream(1), dead);
        assertEquals(Map.of("a", 200), count(200));
        UpstreamStatus status = status(dead);
        assertFalse(status.healthy());
        assertTrue(status.failures() > 0);
        assertTrue(status.failures() < 20, "it is not tried again for a while: " + status.failures());
    }

    @Test
    void anUpstreamThatIsBackGetsRequestsAgain() throws Exception {
        HttpBackend a = backend("a");
        Upstream dead = dead();
        serve(a.upstream(1), dead);
        count(20);
        assertFalse(status(dead).healthy());
        try (ServerSocket back = new ServerSocket(dead.endpoint().port(), 50, InetAddress.ofLiteral("127.0.0.1"))) {
            assertTrue(back.isBound());
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (!status(dead).healthy()) {
                assertTrue(System.nanoTime() < deadline, "it was not taken back");
                Thread.yield();
            }
        }
    }

    @Test
    void countsStayWhileAnUpstreamIsStated() throws Exception {
        HttpBackend a = backend("a");
        serve(a.upstream(1));
        count(10);
        group.applyUpstreams(context(), HOST, List.of(a.upstream(5), backend("b").upstream(0)));
        UpstreamStatus status = status(a.upstream(5));
        assertEquals(10, status.requests());
        assertEquals(0, status.failures());
        assertTrue(status.healthy());
        assertEquals(0, status(backends.getLast().upstream(0)).requests());
    }

    @Test
    void requestsUnderWayAreCounted() throws Exception {
        HttpBackend slow = backend("slow");
        serve(slow.upstream(1));
        Future<HostClient.Answer> answer = threads.submit(() -> get(HOST, "/slow"));
        slow.awaitSlowRequest();
        assertEquals(1, status(slow.upstream(1)).active());
        slow.endSlowRequest();
        answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertTrue(group.awaitDrained(context(), HOST, List.of(slow.upstream(1).endpoint())));
        assertEquals(0, status(slow.upstream(1)).active());
    }

    private UpstreamStatus status(Upstream upstream) throws InterruptedException {
        return group.domains(context()).getFirst().upstreams().stream()
            .filter(one -> one.upstream().equals(upstream)).findFirst().orElseThrow();
    }

    @Test
    void manyDomainsChangeAtOnce() throws Exception {
        HttpBackend a = backend("a");
        HttpBackend b = backend("b");
        List<Future<?>> changes = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String host = "d" + i + ".example.org";
            changes.add(threads.submit(() -> {
                group.applyDomain(context(), DomainSpec.of(host));
                for (int round = 0; round < 4; round++) {
                    HttpBackend now = round % 2 == 0 ? a : b;
                    group.applyUpstreams(context(), host, List.of(now.upstream(1)));
                    assertEquals(now.name(), get(host, "/").body());
                }
                return null;
            }));
        }
        for (Future<?> change : changes) {
            change.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        assertEquals(CLIENTS, group.domains(context()).size());
    }

    @Test
    void oneDomainChangedByManyEndsAsOneOfThemSaid() throws Exception {
        HttpBackend a = backend("a");
        serve(a.upstream(1));
        List<Future<?>> changes = new ArrayList<>();
        for (int i = 1; i <= CLIENTS; i++) {
            int weight = i;
            changes.add(threads.submit(() -> {
                group.applyUpstreams(context(), HOST, List.of(a.upstream(weight)));
                return null;
            }));
        }
        for (Future<?> change : changes) {
            change.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        List<DomainStatus> before = group.domains(context());
        close(group);
        group = open(state);
        assertEquals(before, group.domains(context()), "what is kept is what was served");
    }

    @Test
    void theNameStaysAndTheGroupIsReachable() throws Exception {
        assertEquals(group.name(), group.name());
        assertFalse(group.status(context()).addresses().isEmpty());
        assertFalse(group.status(context()).hosts().isEmpty());
    }
}
