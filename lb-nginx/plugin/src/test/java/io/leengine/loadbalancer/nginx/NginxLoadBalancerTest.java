package io.leengine.loadbalancer.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.loadbalancer.nginx.wire.AnswerDocument;
import io.leengine.loadbalancer.nginx.wire.AppliedDocument;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.model.EngineException;
import io.leengine.model.Endpoint;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus.UpstreamStatus;
import io.leengine.spi.loadbalancer.GroupStatus;
import io.leengine.spi.loadbalancer.Upstream;
import io.leengine.tck.InMemoryBus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NginxLoadBalancerTest {
    private static final String HOST = "a.example";
    private static final Upstream UPSTREAM = new Upstream(new Endpoint("10.0.0.1", 8080), 1, "v1", "cell", "i1");
    private static final Duration SHORT = Duration.ofMillis(100);

    private final GroupKeys keys = new GroupKeys("public");
    private final InMemoryBus bus = new InMemoryBus("bus");
    private final BusOfName buses = new BusOfName();
    private final ScriptedHost one = new ScriptedHost(bus, "public", "one");
    private final ScriptedHost two = new ScriptedHost(bus, "public", "two");
    private NginxLoadBalancer group;

    private static CallContext ctx() {
        return ScriptedHost.ctx();
    }

    private static CallContext soon() {
        return CallContext.of("test", SHORT);
    }

    @BeforeEach
    void open() {
        buses.added(bus);
        group = open(Duration.ofMinutes(1));
    }

    private NginxLoadBalancer open(Duration absence) {
        return new NginxLoadBalancer(
            new GroupOptions("public", "bus", new UpstreamRanges(List.of("10.0.0.0/8")), absence), buses);
    }

    @AfterEach
    void close() {
        group.close();
        bus.close();
    }

    private interface Call {
        void run() throws InterruptedException;
    }

    private static FutureTask<Void> begin(Call call) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            call.run();
            return null;
        });
        Thread.ofVirtual().start(task);
        return task;
    }

    private static EngineException refused(Call call) {
        return assertThrows(EngineException.class, call::run);
    }

    /** Health is as the follower knows it, which goes its own pace. */
    private void awaitHealth(Health.State state, String words) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (group.health().state() != state || !group.health().toString().contains(words)) {
            assertTrue(System.nanoTime() < deadline, () -> group.health().toString());
            Thread.yield();
        }
    }

    @Test
    void aGroupSaysHowItsHostsAre() throws Exception {
        awaitHealth(Health.State.DEGRADED, "No nginx host");
        one.join();
        one.apply();
        awaitHealth(Health.State.UP, "");
        one.apply(new AppliedDocument.Failure(HOST, "no"));
        awaitHealth(Health.State.DEGRADED, "one");
        buses.removed(bus);
        awaitHealth(Health.State.DOWN, "'bus'");
        group.close();
        awaitHealth(Health.State.DOWN, "stopping");
    }

    @Test
    void aChangeIsDoneWhenEveryHostSaysSo() throws Exception {
        one.join();
        two.join();
        try (Watch<BusEvent> wanted = one.watch()) {
            FutureTask<Void> domain = begin(() -> group.applyDomain(ctx(), DomainSpec.of(HOST)));
            one.awaitWanted(wanted, keys.domain(HOST));
            one.apply();
            assertFalse(domain.isDone());
            two.apply();
            domain.get(10, TimeUnit.SECONDS);
            FutureTask<Void> upstreams = begin(() -> group.applyUpstreams(ctx(), HOST, List.of(UPSTREAM)));
            one.awaitWanted(wanted, keys.upstreams(HOST));
            long revision = bus.list(ctx(), keys.wanted()).revision();
            one.apply(revision, 0);
            two.apply(revision, 0);
            upstreams.get(10, TimeUnit.SECONDS);
        }
        assertEquals(List.of(UPSTREAM),
            group.domains(ctx()).getFirst().upstreams().stream().map(UpstreamStatus::upstream).toList());
    }

    @Test
    void aHostThatSaysNothingIsNamedAndFollows() throws Exception {
        one.join();
        two.join();
        FutureTask<Void> stated = begin(() -> group.applyDomain(ctx(), DomainSpec.of(HOST)));
        try (Watch<BusEvent> wanted = one.watch()) {
            one.awaitWanted(wanted, keys.domain(HOST));
        }
        one.apply();
        stated.cancel(true);
        EngineException error = refused(() -> group.applyDomain(soon(), DomainSpec.of(HOST)));
        assertEquals(ErrorCode.UNAVAILABLE, error.code());
        assertTrue(error.getMessage().contains("two") && !error.getMessage().contains("one"), error.getMessage());
        two.apply();
        group.applyDomain(soon(), DomainSpec.of(HOST));
    }

    @Test
    void aHostWhoseAgentDiedIsWaitedForAWhile() throws Exception {
        one.join();
        two.join();
        two.die();
        EngineException error = refused(() -> group.applyDomain(soon(), DomainSpec.of(HOST)));
        assertTrue(error.getMessage().contains("two"), error.getMessage());
        one.apply();
        assertTrue(refused(() -> group.applyDomain(soon(), DomainSpec.of(HOST))).getMessage().contains("two"));
        group.close();
        group = open(Duration.ZERO);
        group.applyDomain(ctx(), DomainSpec.of(HOST));
        awaitHealth(Health.State.DEGRADED, "two");
    }

    @Test
    void aWaitEndsWhenTheHostThatIsMissingLeaves() throws Exception {
        one.join();
        try (Watch<BusEvent> wanted = one.watch()) {
            FutureTask<Void> domain = begin(() -> group.applyDomain(ctx(), DomainSpec.of(HOST)));
            one.awaitWanted(wanted, keys.domain(HOST));
            one.die();
            one.leave();
            domain.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void nginxsWordsReachTheCaller() throws Exception {
        one.join();
        refused(() -> group.applyDomain(soon(), DomainSpec.of(HOST)));
        one.apply(new AppliedDocument.Failure(HOST, "host not found in \"x\""));
        EngineException error = refused(() -> group.applyDomain(ctx(), DomainSpec.of(HOST)));
        assertEquals(ErrorCode.CONFLICT, error.code());
        assertTrue(error.getMessage().contains("host not found in \"x\""), error.getMessage());
    }

    @Test
    void upstreamsGoWithTheirDomain() throws Exception {
        group.applyDomain(ctx(), DomainSpec.of(HOST));
        group.applyUpstreams(ctx(), HOST, List.of(UPSTREAM));
        byte[] left = bus.get(ctx(), keys.upstreams(HOST)).orElseThrow().value();
        group.deleteDomain(ctx(), HOST);
        assertEquals(List.of(), group.domains(ctx()));
        // As if whoever deleted it had died in between.
        bus.put(ctx(), keys.upstreams(HOST), left, java.util.Optional.empty());
        group.applyDomain(ctx(), DomainSpec.of(HOST));
        assertEquals(List.of(), group.domains(ctx()).getFirst().upstreams());
    }

    @Test
    void anUpstreamElsewhereIsRefused() throws Exception {
        group.applyDomain(ctx(), DomainSpec.of(HOST));
        Upstream elsewhere = new Upstream(new Endpoint("192.0.2.1", 80), 1, "v1", "cell", "i1");
        EngineException error = refused(() -> group.applyUpstreams(ctx(), HOST, List.of(UPSTREAM, elsewhere)));
        assertEquals(ErrorCode.INVALID, error.code());
        assertEquals(List.of(), group.domains(ctx()).getFirst().upstreams());
    }

    @Test
    void statingTheSameAgainWritesNothing() throws Exception {
        group.applyDomain(ctx(), DomainSpec.of(HOST));
        group.applyUpstreams(ctx(), HOST, List.of(UPSTREAM));
        long before = bus.list(ctx(), "/").revision();
        group.applyDomain(ctx(), DomainSpec.of(HOST));
        group.applyUpstreams(ctx(), HOST, List.of(UPSTREAM));
        assertEquals(before, bus.list(ctx(), "/").revision());
    }

    @Test
    void aDrainIsDoneWhenEveryHostHasAnswered() throws Exception {
        one.join();
        two.join();
        try (Watch<BusEvent> wanted = one.watch()) {
            FutureTask<Boolean> drained =
                new FutureTask<>(() -> group.awaitDrained(ctx(), HOST, List.of(UPSTREAM.endpoint())));
            Thread.ofVirtual().start(drained);
            String ask = one.awaitWanted(wanted, keys.ask("")).substring(keys.ask("").length());
            one.answer(ask, 0, new AnswerDocument(1, List.of()));
            assertFalse(drained.isDone());
            two.answer(ask, 0, new AnswerDocument(1, List.of()));
            assertTrue(drained.get(10, TimeUnit.SECONDS));
        }
        assertFalse(group.awaitDrained(soon(), HOST, List.of(UPSTREAM.endpoint())), "nobody answers");
    }

    @Test
    void countsAreSummedOverTheHostsAndTheirParts() throws Exception {
        group.applyDomain(ctx(), DomainSpec.of(HOST));
        group.applyUpstreams(ctx(), HOST, List.of(UPSTREAM));
        one.join();
        two.join();
        String endpoint = UPSTREAM.endpoint().toString();
        try (Watch<BusEvent> wanted = one.watch()) {
            FutureTask<UpstreamStatus> status = new FutureTask<>(() -> group.domains(ctx()).getFirst().upstreams().getFirst());
            Thread.ofVirtual().start(status);
            String ask = one.awaitWanted(wanted, keys.ask("")).substring(keys.ask("").length());
            one.answer(ask, 0, new AnswerDocument(2, List.of(new AnswerDocument.Count(HOST, endpoint, true, 10, 1, 2))));
            one.answer(ask, 1, new AnswerDocument(2, List.of(new AnswerDocument.Count("b.example", endpoint, true, 7, 7, 7))));
            two.answer(ask, 0, new AnswerDocument(1, List.of(new AnswerDocument.Count(HOST, endpoint, false, 5, 3, 0))));
            assertEquals(new UpstreamStatus(UPSTREAM, false, 15, 4, 2), status.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aGroupIsReachedByItsMembers() throws Exception {
        assertEquals(new GroupStatus(List.of(), List.of()), group.status(ctx()));
        one.join();
        two.join();
        two.die();
        assertEquals(new GroupStatus(List.of("one.example:80", "two.example:80"), List.of("one", "two")),
            group.status(ctx()));
    }

    @Test
    void withoutItsBusAGroupSaysSoAndGoesOnWhenItIsBack() throws Exception {
        buses.removed(bus);
        EngineException error = refused(() -> group.applyDomain(ctx(), DomainSpec.of(HOST)));
        assertEquals(ErrorCode.UNAVAILABLE, error.code());
        assertTrue(error.getMessage().contains("'bus'"), error.getMessage());
        buses.added(bus);
        group.applyDomain(ctx(), DomainSpec.of(HOST));
        assertEquals(HOST, group.domains(ctx()).getFirst().domain().host());
    }
}
