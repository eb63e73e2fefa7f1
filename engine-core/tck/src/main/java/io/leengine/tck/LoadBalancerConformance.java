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
import org.junit.jupiter.api.Test;

/** What every {@link LoadBalancer} does. Its group must be the test's own, with no domain at first. */
public abstract class LoadBalancerConformance extends LoadBalancerRulesConformance {
    private static final String CALLS = "calls.example.org";
    private static final String TRACE = ".trace.example.org";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Creates the kit for one test. */
    protected LoadBalancerConformance() {
    }

    @Override
    final void under(LoadBalancer opened) {
        group = opened;
    }

    @Override
    final void clear(LoadBalancer opened) {
        threads.shutdownNow();
        closeBackends();
    }

    @Override
    final void prepare(LoadBalancer opened) throws InterruptedException {
        opened.applyDomain(ctx(), DomainSpec.of(CALLS));
    }

    @Override
    final void leave(LoadBalancer opened, int trace) throws InterruptedException {
        opened.applyDomain(ctx(), DomainSpec.of("t" + trace + TRACE));
    }

    @Override
    final List<Integer> traces(LoadBalancer opened) throws InterruptedException {
        return opened.domains(ctx()).stream().map(status -> status.domain().host()).filter(host -> host.endsWith(TRACE))
            .map(host -> Integer.valueOf(host.substring(1, host.indexOf('.')))).toList();
    }

    @Override
    final List<SeamCall<LoadBalancer>> calls() {
        List<SeamCall<LoadBalancer>> all = new ArrayList<>(timedCalls());
        all.add(new SeamCall<>("awaitDrained", (it, context) ->
            it.awaitDrained(context, CALLS, List.of(new Endpoint("127.0.0.1", 9)))));
        return all;
    }

    /** A drain whose time is up answers instead. */
    @Override
    final List<SeamCall<LoadBalancer>> timedCalls() {
        Upstream upstream = new Upstream(new Endpoint("127.0.0.1", 9), 1, "v1", "cell", "called");
        List<SeamCall<LoadBalancer>> all = new ArrayList<>(List.of(
            new SeamCall<>("applyDomain", (it, context) -> it.applyDomain(context, DomainSpec.of(CALLS))),
            new SeamCall<>("deleteDomain", (it, context) -> it.deleteDomain(context, "none.example.org")),
            new SeamCall<>("domains", (it, context) -> it.domains(context)),
            new SeamCall<>("applyUpstreams", (it, context) -> it.applyUpstreams(context, CALLS, List.of(upstream))),
            new SeamCall<>("status", (it, context) -> it.status(context))));
        all.addAll(abilityCalls());
        return all;
    }

    @Override
    final List<SeamCall<LoadBalancer>> badCalls() {
        List<SeamCall<LoadBalancer>> bad = new ArrayList<>();
        for (String host : List.of("", "UPPER.example.org", "a b", "../a", "-a.example.org")) {
            bad.add(new SeamCall<>("removal of '" + host + "'", (it, context) -> it.deleteDomain(context, host)));
            bad.add(new SeamCall<>("upstreams of '" + host + "'",
                (it, context) -> it.applyUpstreams(context, host, List.of())));
        }
        bad.add(new SeamCall<>("an upstream by name", (it, context) -> it.applyUpstreams(context, CALLS,
            List.of(new Upstream(new Endpoint("localhost", 9), 1, "v1", "cell", "named")))));
        return bad;
    }

    private HostClient.Answer get(String host, String path) throws Exception {
        try (HostClient client = client()) {
            return client.get(host, path);
        }
    }

    private void serve(Upstream... upstreams) throws InterruptedException {
        group.applyDomain(ctx(), DomainSpec.of(HOST));
        group.applyUpstreams(ctx(), HOST, List.of(upstreams));
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
        group.applyDomain(ctx(), DomainSpec.of("other.example.org"));
        group.applyUpstreams(ctx(), "other.example.org", List.of(backend("b").upstream(1)));
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
        List<DomainStatus> before = group.domains(ctx());
        group.applyDomain(ctx(), DomainSpec.of(HOST));
        group.applyUpstreams(ctx(), HOST, domain(HOST).upstreams().stream()
            .map(UpstreamStatus::upstream).toList());
        assertEquals(before, group.domains(ctx()));
        assertEquals("a", get(HOST, "/").body());
    }

    @Test
    void newSettingsKeepTheUpstreams() throws Exception {
        serve(backend("a").upstream(1));
        DomainSpec next = new DomainSpec(HOST, Duration.ofSeconds(5), Duration.ofSeconds(1), 10);
        group.applyDomain(ctx(), next);
        assertEquals(next, domain(HOST).domain());
        assertEquals("a", get(HOST, "/").body());
    }

    @Test
    void domainsAreSortedByHost() throws Exception {
        for (String host : List.of("c.example.org", "a.example.org", "b.example.org")) {
            group.applyDomain(ctx(), DomainSpec.of(host));
        }
        assertEquals(List.of("a.example.org", "b.example.org", "c.example.org", CALLS),
            group.domains(ctx()).stream().map(status -> status.domain().host()).toList());
    }

    @Test
    void upstreamsOfAnUnknownDomainAreRefused() throws Exception {
        List<Upstream> some = List.of(backend("a").upstream(1));
        EngineException refused =
            assertThrows(EngineException.class, () -> group.applyUpstreams(ctx(), HOST, some));
        assertEquals(ErrorCode.NOT_FOUND, refused.code());
    }

    @Test
    void theEmptySetAnswers503() throws Exception {
        serve(backend("a").upstream(1));
        group.applyUpstreams(ctx(), HOST, List.of());
        assertEquals(503, get(HOST, "/").status());
        assertEquals(List.of(), domain(HOST).upstreams());
    }

    @Test
    void aDeletedDomainIsServedNoMore() throws Exception {
        serve(backend("a").upstream(1));
        group.deleteDomain(ctx(), HOST);
        group.deleteDomain(ctx(), HOST);
        assertEquals(404, get(HOST, "/").status());
        assertEquals(List.of(CALLS), group.domains(ctx()).stream().map(status -> status.domain().host()).toList());
        group.applyDomain(ctx(), DomainSpec.of(HOST));
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
        group.applyUpstreams(ctx(), HOST, List.of(a.upstream(0), b.upstream(1_000_000)));
        assertEquals(Map.of("b", 20), count(20));
    }

    @Test
    void whatIsLeftOutGetsNothingAnyMore() throws Exception {
        HttpBackend a = backend("a");
        HttpBackend b = backend("b");
        serve(a.upstream(1), b.upstream(1));
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger leftOut = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < Many.THREADS; i++) {
            clients.add(threads.submit(loader(stop, leftOut, wrong)));
        }
        for (int round = 0; round < 20; round++) {
            group.applyUpstreams(ctx(), HOST, List.of(a.upstream(1)));
            leftOut.set(round + 1);
            assertTrue(group.awaitDrained(ctx(), HOST, List.of(b.upstream(1).endpoint())));
            int seen = b.requests();
            int other = a.requests();
            awaitMore(a, other + Many.THREADS);
            assertEquals(seen, b.requests(), "a request came after the drain");
            leftOut.set(0);
            awaitMore(a, a.requests() + Many.THREADS);
            int before = b.requests();
            group.applyUpstreams(ctx(), HOST, List.of(a.upstream(1), b.upstream(1)));
            awaitMore(b, before + 1);
        }
        stop.set(true);
        for (Future<?> client : clients) {
            client.get(patience().toMillis(), TimeUnit.MILLISECONDS);
        }
        assertEquals(0, wrong.get(), "requests that began after the return went to what was left out");
    }

    private Callable<Void> loader(AtomicBoolean stop, AtomicInteger leftOut, AtomicInteger wrong)
            throws InterruptedException {
        HostClient client = client();
        return () -> {
            try (client) {
                while (!stop.get()) {
                    int before = leftOut.get();
                    HostClient.Answer answer = client.get(HOST, "/");
                    assertEquals(200, answer.status());
                    if (before != 0 && before == leftOut.get() && answer.body().equals("b")) {
                        wrong.incrementAndGet();
                    }
                }
            }
            return null;
        };
    }

    private void awaitMore(HttpBackend backend, int requests) {
        long deadline = System.nanoTime() + patience().toNanos();
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
        group.applyUpstreams(ctx(), HOST, List.of(backend("b").upstream(1)));
        List<Endpoint> endpoints = List.of(slow.upstream(1).endpoint());
        assertFalse(group.awaitDrained(CallContext.of("short", Duration.ofMillis(100)), HOST, endpoints));
        Future<Boolean> drained = threads.submit(() -> group.awaitDrained(ctx(), HOST, endpoints));
        slow.endSlowRequest();
        assertTrue(drained.get(patience().toMillis(), TimeUnit.MILLISECONDS));
        assertEquals(new HostClient.Answer(200, "slow"), answer.get(patience().toMillis(), TimeUnit.MILLISECONDS));
    }

    @Test
    void aDrainIsInterruptible() throws Exception {
        HttpBackend slow = backend("slow");
        serve(slow.upstream(1));
        threads.submit(() -> get(HOST, "/slow"));
        slow.awaitSlowRequest();
        group.applyUpstreams(ctx(), HOST, List.of());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class,
            () -> group.awaitDrained(ctx(), HOST, List.of(slow.upstream(1).endpoint())));
    }

    @Test
    void aDrainOfWhatIsNotThereIsDone() throws Exception {
        serve();
        assertTrue(group.awaitDrained(ctx(), HOST, List.of(dead().endpoint())));
        assertTrue(group.awaitDrained(ctx(), "unknown.example.org", List.of(dead().endpoint())));
    }

    @Test
    void aDrainOfADeletedDomainWaitsToo() throws Exception {
        HttpBackend slow = backend("slow");
        serve(slow.upstream(1));
        Future<HostClient.Answer> answer = threads.submit(() -> get(HOST, "/slow"));
        slow.awaitSlowRequest();
        group.deleteDomain(ctx(), HOST);
        List<Endpoint> endpoints = List.of(slow.upstream(1).endpoint());
        assertFalse(group.awaitDrained(CallContext.of("short", Duration.ofMillis(100)), HOST, endpoints));
        slow.endSlowRequest();
        assertTrue(group.awaitDrained(ctx(), HOST, endpoints));
        assertEquals(200, answer.get(patience().toMillis(), TimeUnit.MILLISECONDS).status());
    }

    @Test
    void aRestartServesTheSame() throws Exception {
        serve(backend("a").upstream(1), backend("b").upstream(0));
        group.applyDomain(ctx(), DomainSpec.of("gone.example.org"));
        group.deleteDomain(ctx(), "gone.example.org");
        List<DomainStatus> before = group.domains(ctx());
        reopen();
        assertEquals(before, group.domains(ctx()));
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
            long deadline = System.nanoTime() + patience().toNanos();
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
        HttpBackend b = backend("b");
        group.applyUpstreams(ctx(), HOST, List.of(a.upstream(5), b.upstream(0)));
        UpstreamStatus status = status(a.upstream(5));
        assertEquals(10, status.requests());
        assertEquals(0, status.failures());
        assertTrue(status.healthy());
        assertEquals(0, status(b.upstream(0)).requests());
    }

    @Test
    void requestsUnderWayAreCounted() throws Exception {
        HttpBackend slow = backend("slow");
        serve(slow.upstream(1));
        Future<HostClient.Answer> answer = threads.submit(() -> get(HOST, "/slow"));
        slow.awaitSlowRequest();
        assertEquals(1, status(slow.upstream(1)).active());
        slow.endSlowRequest();
        answer.get(patience().toMillis(), TimeUnit.MILLISECONDS);
        assertTrue(group.awaitDrained(ctx(), HOST, List.of(slow.upstream(1).endpoint())));
        assertEquals(0, status(slow.upstream(1)).active());
    }

    private DomainStatus domain(String host) throws InterruptedException {
        return group.domains(ctx()).stream().filter(one -> one.domain().host().equals(host)).findFirst().orElseThrow();
    }

    private UpstreamStatus status(Upstream upstream) throws InterruptedException {
        return domain(HOST).upstreams().stream()
            .filter(one -> one.upstream().equals(upstream)).findFirst().orElseThrow();
    }

    @Test
    void manyDomainsChangeAtOnce() throws Exception {
        HttpBackend a = backend("a");
        HttpBackend b = backend("b");
        List<Future<?>> changes = new ArrayList<>();
        for (int i = 0; i < Many.THREADS; i++) {
            String host = "d" + i + ".example.org";
            changes.add(threads.submit(() -> {
                group.applyDomain(ctx(), DomainSpec.of(host));
                for (int round = 0; round < 4; round++) {
                    HttpBackend now = round % 2 == 0 ? a : b;
                    group.applyUpstreams(ctx(), host, List.of(now.upstream(1)));
                    assertEquals(now.name(), get(host, "/").body());
                }
                return null;
            }));
        }
        for (Future<?> change : changes) {
            change.get(patience().toMillis(), TimeUnit.MILLISECONDS);
        }
        assertEquals(Many.THREADS + 1, group.domains(ctx()).size());
    }

    @Test
    void oneDomainChangedByManyEndsAsOneOfThemSaid() throws Exception {
        HttpBackend a = backend("a");
        serve(a.upstream(1));
        List<Future<?>> changes = new ArrayList<>();
        for (int i = 1; i <= Many.THREADS; i++) {
            int weight = i;
            changes.add(threads.submit(() -> {
                group.applyUpstreams(ctx(), HOST, List.of(a.upstream(weight)));
                return null;
            }));
        }
        for (Future<?> change : changes) {
            change.get(patience().toMillis(), TimeUnit.MILLISECONDS);
        }
        List<DomainStatus> before = group.domains(ctx());
        reopen();
        assertEquals(before, group.domains(ctx()), "what is kept is what was served");
    }

    @Test
    void theGroupTellsWhereItIs() throws Exception {
        assertFalse(group.status(ctx()).addresses().isEmpty());
        assertFalse(group.status(ctx()).hosts().isEmpty());
    }
}
