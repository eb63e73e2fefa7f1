package io.leengine.loadbalancer.nginx.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.loadbalancer.nginx.wire.AliveDocument;
import io.leengine.loadbalancer.nginx.wire.AnswerDocument;
import io.leengine.loadbalancer.nginx.wire.AppliedDocument;
import io.leengine.loadbalancer.nginx.wire.AskDocument;
import io.leengine.loadbalancer.nginx.wire.CertificateDocument;
import io.leengine.loadbalancer.nginx.wire.Documents;
import io.leengine.loadbalancer.nginx.wire.DomainDocument;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.loadbalancer.nginx.wire.MemberDocument;
import io.leengine.loadbalancer.nginx.wire.UpstreamsDocument;
import io.leengine.model.Endpoint;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.Upstream;
import io.leengine.tck.InMemoryBus;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentTest {
    private static final Upstream UPSTREAM = new Upstream(new Endpoint("10.0.0.1", 8080), 1, "v1", "cell", "i1");
    private static final String ENDPOINT = UPSTREAM.endpoint().toString();
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Documents documents = new Documents();
    private final GroupKeys keys = new GroupKeys("public");
    private final InMemoryBus.Store store = new InMemoryBus.Store();
    private InMemoryBus bus = new InMemoryBus("bus", store);
    private final RecordingDataPlane dataPlane = new RecordingDataPlane();
    private Agent agent;

    private static CallContext ctx() {
        return CallContext.of("test", LONG);
    }

    private void open() {
        agent = new Agent(bus, new AgentOptions("public", "one", List.of("10.0.0.9:80"), "1", "1.22.1"), dataPlane,
            Clock.systemUTC());
    }

    @AfterEach
    void close() {
        agent.close();
        bus.close();
    }

    private long domain(String host) throws InterruptedException {
        return bus.put(ctx(), keys.domain(host), documents.write(DomainDocument.of(DomainSpec.of(host))), Optional.empty());
    }

    private long upstreams(String host, Upstream... upstreams) throws InterruptedException {
        long created = bus.get(ctx(), keys.domain(host)).map(Bus.Entry::created).orElse(0L);
        return bus.put(ctx(), keys.upstreams(host), documents.write(UpstreamsDocument.of(created, List.of(upstreams))),
            Optional.empty());
    }

    /** Waits until a key's document is as it should be. */
    private <T extends Record> T await(String key, Class<T> type, Predicate<T> wanted) throws InterruptedException {
        try (Watch<BusEvent> watch = bus.watch(ctx(), key)) {
            while (true) {
                Optional<T> found = entry(watch.next(LONG).orElseThrow(), key)
                    .flatMap(entry -> documents.read(entry.value(), type)).filter(wanted);
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
    }

    private static Optional<Bus.Entry> entry(BusEvent event, String key) {
        return switch (event) {
            case BusEvent.Listed listed ->
                listed.listing().entries().stream().filter(entry -> entry.key().equals(key)).findFirst();
            case BusEvent.Put put -> Optional.of(put.entry());
            case BusEvent.Deleted deleted -> Optional.empty();
        };
    }

    private AppliedDocument applied(Predicate<AppliedDocument> wanted) throws InterruptedException {
        return await(keys.applied("one"), AppliedDocument.class, wanted);
    }

    @Test
    void whatIsWantedIsSoWhenItIsTold() throws Exception {
        domain("a.example");
        open();
        long revision = upstreams("a.example", UPSTREAM);
        applied(each -> each.upstreams() >= revision && each.settings() >= revision);
        assertEquals(Map.of("a.example", List.of(UPSTREAM)), dataPlane.upstreams());
        assertEquals(Set.of("a.example"), dataPlane.domains().keySet());
        bus.delete(ctx(), keys.domain("a.example"), 0);
        dataPlane.awaitDomains(Set.of());
        dataPlane.awaitUpstreams("a.example", List.of());
    }

    @Test
    void upstreamsDoNotWaitForSettings() throws Exception {
        dataPlane.held(true);
        domain("a.example");
        open();
        long revision = upstreams("a.example", UPSTREAM);
        AppliedDocument early = applied(each -> each.upstreams() >= revision);
        assertTrue(early.settings() < revision, early.toString());
        dataPlane.held(false);
        applied(each -> each.settings() >= revision);
    }

    @Test
    void whatNginxDoesNotTakeIsTold() throws Exception {
        dataPlane.failing("a.example", "unknown directive");
        open();
        long revision = domain("a.example");
        assertEquals(List.of(new AppliedDocument.Failure("a.example", "unknown directive")),
            applied(each -> each.settings() >= revision).failures());
    }

    @Test
    void whatCouldNotBeDoneIsDoneWhenItCan() throws Exception {
        dataPlane.broken(true);
        domain("a.example");
        long revision = upstreams("a.example", UPSTREAM);
        open();
        dataPlane.awaitRefusals(2);
        dataPlane.broken(false);
        applied(each -> each.upstreams() >= revision && each.settings() >= revision);
        assertEquals(Map.of("a.example", List.of(UPSTREAM)), dataPlane.upstreams());
        assertEquals(Set.of("a.example"), dataPlane.domains().keySet());
    }

    @Test
    void whatCannotBeReadIsNotServedAndHoldsUpNothing() throws Exception {
        bus.put(ctx(), keys.domain("odd.example"), new byte[] {'{'}, Optional.empty());
        bus.put(ctx(), keys.domain("other.example"), documents.write(DomainDocument.of(DomainSpec.of("a.example"))),
            Optional.empty());
        bus.put(ctx(), keys.domain("bad.example"), documents.write(new DomainDocument("bad.example", -1, 1, 1, null,
            List.of())),
            Optional.empty());
        open();
        long revision = domain("a.example");
        dataPlane.awaitDomains(Set.of("a.example"));
        AppliedDocument applied = applied(each -> each.settings() >= revision);
        assertEquals(Set.of("odd.example", "other.example", "bad.example"),
            applied.failures().stream().map(AppliedDocument.Failure::host).collect(Collectors.toSet()));
    }

    @Test
    void aDomainThatNeedsWhatThisAgentDoesNotKnowStaysAsItWas() throws Exception {
        open();
        domain("a.example");
        dataPlane.awaitDomains(Set.of("a.example"));
        byte[] newer = new String(documents.write(DomainDocument.of(DomainSpec.of("a.example"))), StandardCharsets.UTF_8)
            .replace("{", "{\"needs\":[\"TELEPATHY\"],\"thoughts\":{\"read\":true},").getBytes(StandardCharsets.UTF_8);
        long revision = bus.put(ctx(), keys.domain("a.example"), newer, Optional.empty());
        AppliedDocument applied = applied(each -> each.settings() >= revision);
        assertEquals(List.of(new AppliedDocument.Failure("a.example", "This agent does not know TELEPATHY; update it.")),
            applied.failures());
        assertEquals(DomainSpec.of("a.example"), dataPlane.domains().get("a.example"));
        // An agent that begins then does not take it away either.
        agent.close();
        open();
        long later = domain("b.example");
        assertEquals(1, applied(each -> each.settings() >= later).failures().size());
        assertEquals(Set.of("a.example", "b.example"), dataPlane.domains().keySet());
        long again = domain("a.example");
        assertEquals(List.of(), applied(each -> each.settings() >= again).failures());
    }

    @Test
    void certificatesAreTakenOver() throws Exception {
        Certificate certificate = new Certificate("main", "chain", "key");
        bus.put(ctx(), keys.certificate("main"), documents.write(CertificateDocument.of(certificate)), Optional.empty());
        open();
        dataPlane.await(() -> dataPlane.has(certificate));
        // One that cannot be read is not one that is gone, nor is it to an agent that begins then.
        bus.put(ctx(), keys.certificate("main"), new byte[] {'{'}, Optional.empty());
        long later = domain("a.example");
        applied(each -> each.settings() >= later);
        assertTrue(dataPlane.has(certificate));
        agent.close();
        open();
        long again = domain("b.example");
        applied(each -> each.settings() >= again);
        assertTrue(dataPlane.has(certificate));
        bus.delete(ctx(), keys.certificate("main"), 0);
        dataPlane.await(() -> !dataPlane.has(certificate));
    }

    @Test
    void whatADomainIsServedByIsAnswered() throws Exception {
        open();
        domain("a.example");
        dataPlane.awaitDomains(Set.of("a.example"));
        bus.put(ctx(), keys.ask("q"), documents.write(new AskDocument(AskDocument.RENDERED, "a.example", List.of())),
            Optional.empty());
        assertEquals("server_name a.example;",
            await(keys.answer("q", "one", 0), AnswerDocument.class, each -> true).text());
    }

    @Test
    void aHostIsAMemberForGoodAndAliveWhileItsAgentIs() throws Exception {
        open();
        assertEquals(List.of("10.0.0.9:80"),
            await(keys.member("one"), MemberDocument.class, each -> true).addresses());
        await(keys.alive("one"), AliveDocument.class, each -> each.nginx().equals("1.22.1"));
        agent.close();
        assertTrue(bus.get(ctx(), keys.member("one")).isPresent());
        assertFalse(bus.get(ctx(), keys.alive("one")).isPresent());
        assertFalse(bus.get(ctx(), keys.applied("one")).isPresent());
    }

    @Test
    void aDrainIsAnsweredWhenNothingIsUnderWay() throws Exception {
        dataPlane.busy(UPSTREAM.endpoint(), true);
        open();
        bus.put(ctx(), keys.ask("q1"), documents.write(new AskDocument(AskDocument.DRAINED, "a.example",
            List.of(UPSTREAM.endpoint()))), Optional.empty());
        bus.put(ctx(), keys.ask("q2"), documents.write(new AskDocument(AskDocument.DRAINED, "a.example",
            List.of(new Endpoint("10.0.0.2", 80)))), Optional.empty());
        await(keys.answer("q2", "one", 0), AnswerDocument.class, each -> true);
        assertTrue(bus.get(ctx(), keys.answer("q1", "one", 0)).isEmpty());
        dataPlane.busy(UPSTREAM.endpoint(), false);
        await(keys.answer("q1", "one", 0), AnswerDocument.class, each -> each.parts() == 1);
        try (Watch<BusEvent> watch = bus.watch(ctx(), keys.answers("q1"))) {
            watch.next(LONG);
            bus.delete(ctx(), keys.ask("q1"), 0);
            assertTrue(watch.next(LONG).orElseThrow() instanceof BusEvent.Deleted, "answers go with their question");
        }
    }

    @Test
    void manyCountsAreAnsweredInParts() throws Exception {
        List<AnswerDocument.Count> counts = new ArrayList<>();
        for (int i = 0; i < 4_001; i++) {
            counts.add(new AnswerDocument.Count("d" + i + ".example", ENDPOINT, true, i, 0, 0));
        }
        dataPlane.counts(counts);
        open();
        bus.put(ctx(), keys.ask("q1"), documents.write(AskDocument.counts()), Optional.empty());
        List<AnswerDocument.Count> told = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            told.addAll(await(keys.answer("q1", "one", i), AnswerDocument.class, each -> each.parts() == 3).counts());
        }
        assertEquals(counts, told);
    }

    @Test
    void aBusThatComesBackIsToldAgainAndFollowed() throws Exception {
        open();
        long before = domain("a.example");
        applied(each -> each.settings() >= before);
        agent.close();
        bus.close();
        bus = new InMemoryBus("bus", store);
        domain("b.example");
        bus.delete(ctx(), keys.domain("a.example"), 0);
        open();
        dataPlane.awaitDomains(Set.of("b.example"));
        await(keys.alive("one"), AliveDocument.class, each -> true);
    }

    @Test
    void manyChangesEndAsTheLastOfEach() throws Exception {
        open();
        Map<String, List<Upstream>> wanted = new HashMap<>();
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 20; i++) {
                String host = "d" + i + ".example";
                if (round == 0) {
                    domain(host);
                }
                Upstream next = new Upstream(new Endpoint("10.0.1." + i, 1 + round), 1, "v1", "cell", "i");
                upstreams(host, next);
                wanted.put(host, List.of(next));
            }
        }
        long revision = bus.list(ctx(), keys.wanted()).revision();
        applied(each -> each.upstreams() >= revision);
        assertEquals(wanted, dataPlane.upstreams());
    }
}
