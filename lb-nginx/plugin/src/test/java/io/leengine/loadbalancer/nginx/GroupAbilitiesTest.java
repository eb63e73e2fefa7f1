package io.leengine.loadbalancer.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.loadbalancer.nginx.wire.AnswerDocument;
import io.leengine.loadbalancer.nginx.wire.AppliedDocument;
import io.leengine.loadbalancer.nginx.wire.CertificateDocument;
import io.leengine.loadbalancer.nginx.wire.Documents;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.loadbalancer.Admission;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.GroupStatus;
import io.leengine.spi.loadbalancer.HeaderRules;
import io.leengine.spi.loadbalancer.HostReporting.Effect;
import io.leengine.spi.loadbalancer.HostReporting.HostReport;
import io.leengine.spi.loadbalancer.Routing;
import io.leengine.spi.loadbalancer.TlsRule;
import io.leengine.tck.InMemoryBus;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Certificates, reports and what a group says of itself. */
class GroupAbilitiesTest {
    private static final String HOST = "a.example";
    private static final Certificate MAIN = new Certificate("main", "chain", "key");

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
        return CallContext.of("test", Duration.ofMillis(100));
    }

    @BeforeEach
    void open() {
        buses.added(bus);
        group = new NginxLoadBalancer(new GroupOptions("public", "bus", new UpstreamRanges(List.of("10.0.0.0/8")),
            Duration.ofMinutes(1), new Reach("slb.example.org", List.of("192.0.2.1", " 2001:db8::1"))), buses);
    }

    @AfterEach
    void close() {
        group.close();
        bus.close();
    }

    private static <T> FutureTask<T> begin(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.ofVirtual().start(task);
        return task;
    }

    private static DomainSpec secure() {
        return DomainSpec.of(HOST).with(new DomainRules(Optional.of(new TlsRule("main", true, TlsRule.Version.TLS_1_2)),
            HeaderRules.NONE, Admission.ALL, Routing.PLAIN, List.of(), ""));
    }

    private interface Call {
        void run() throws InterruptedException;
    }

    private static ErrorCode refused(Call call) {
        return assertThrows(EngineException.class, call::run).code();
    }

    @Test
    void aDomainNeedsACertificateThatIsThere() throws Exception {
        assertEquals(ErrorCode.INVALID, refused(() -> group.applyDomain(ctx(), secure())));
        assertTrue(bus.get(ctx(), keys.domain(HOST)).isEmpty());
        group.applyCertificate(ctx(), MAIN);
        group.applyDomain(ctx(), secure());
        assertEquals(ErrorCode.CONFLICT, refused(() -> group.deleteCertificate(ctx(), "main")));
        group.deleteDomain(ctx(), HOST);
        bus.put(ctx(), keys.domain("newer.example"), "{\"needs\":[\"TELEPATHY\"]}".getBytes(StandardCharsets.UTF_8),
            Optional.empty());
        assertEquals(ErrorCode.CONFLICT, refused(() -> group.deleteCertificate(ctx(), "main")), "it may be that one's");
        group.deleteDomain(ctx(), "newer.example");
        group.deleteCertificate(ctx(), "main");
        assertEquals(List.of(), group.certificates(ctx()));
    }

    @Test
    void aCertificateStaysForADomainThatIsStatedWhileItIsDeleted() throws Exception {
        group.applyCertificate(ctx(), MAIN);
        Documents documents = new Documents();
        Bus meddling = (Bus) Proxy.newProxyInstance(Bus.class.getClassLoader(), new Class<?>[] {Bus.class},
            (proxy, method, arguments) -> {
                if (method.getName().equals("delete")) {
                    group.applyDomain(ctx(), secure());
                }
                return method.invoke(bus, arguments);
            });
        CertificateStatements certificates =
            new CertificateStatements(keys, documents, new Statements(keys, documents));
        assertEquals(ErrorCode.CONFLICT, refused(() -> certificates.delete(ctx(), meddling, "main")));
        assertEquals(MAIN, documents.read(bus.get(ctx(), keys.certificate("main")).orElseThrow().value(),
            CertificateDocument.class).orElseThrow().certificate("main"));
    }

    @Test
    void aCertificateIsDoneWhenEveryHostSaysSo() throws Exception {
        one.join();
        two.join();
        try (Watch<BusEvent> wanted = one.watch()) {
            FutureTask<Void> stated = begin(() -> {
                group.applyCertificate(ctx(), MAIN);
                return null;
            });
            one.awaitWanted(wanted, keys.certificate("main"));
            one.apply();
            assertFalse(stated.isDone());
            two.apply();
            stated.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aHostIsReportedByWhatItTells() throws Exception {
        one.join();
        two.join();
        two.apply(new AppliedDocument.Failure(HOST, "unknown directive"));
        two.die();
        List<HostReport> hosts = group.hosts(ctx());
        assertEquals(List.of("one", "two"), hosts.stream().map(HostReport::name).toList());
        assertTrue(hosts.getFirst().alive());
        assertEquals("1.22.1", hosts.getFirst().facts().get("nginx"));
        assertEquals(List.of("one.example:80"), hosts.getFirst().addresses());
        assertFalse(hosts.getLast().alive());
    }

    @Test
    void effectsTellWhoHasIt() throws Exception {
        one.join();
        two.join();
        assertEquals(ErrorCode.NOT_FOUND, refused(() -> group.effects(ctx(), HOST)));
        try (Watch<BusEvent> wanted = one.watch()) {
            FutureTask<Void> stated = begin(() -> {
                group.applyDomain(ctx(), DomainSpec.of(HOST));
                return null;
            });
            one.awaitWanted(wanted, keys.domain(HOST));
            one.apply();
            assertEquals(List.of(true, false), group.effects(ctx(), HOST).stream().map(Effect::applied).toList());
            two.apply(new AppliedDocument.Failure(HOST, "no"));
            assertThrows(java.util.concurrent.ExecutionException.class, () -> stated.get(10, TimeUnit.SECONDS));
        }
        List<Effect> effects = group.effects(ctx(), HOST);
        assertTrue(effects.getFirst().applied() && effects.getFirst().after().isPresent(), effects.toString());
        assertFalse(effects.getLast().applied());
        assertEquals(Optional.of("no"), effects.getLast().failure());
    }

    @Test
    void theConfigurationIsThatOfWhoAnswersFirst() throws Exception {
        one.join();
        two.join();
        assertEquals(ErrorCode.NOT_FOUND, refused(() -> group.rendered(ctx(), HOST)));
        bus.put(ctx(), keys.domain(HOST), "{}".getBytes(StandardCharsets.UTF_8), Optional.empty());
        try (Watch<BusEvent> wanted = one.watch()) {
            FutureTask<String> asked = begin(() -> group.rendered(ctx(), HOST));
            String ask = one.awaitWanted(wanted, keys.ask("")).substring(keys.ask("").length());
            one.answer(ask, 0, new AnswerDocument(1, List.of()));
            two.answer(ask, 0, new AnswerDocument(1, List.of(), "server {}"));
            assertEquals("server {}", asked.get(10, TimeUnit.SECONDS));
        }
        assertEquals(ErrorCode.UNAVAILABLE, refused(() -> group.rendered(soon(), HOST)));
    }

    @Test
    void aGroupTellsHowPeopleReachIt() throws Exception {
        assertEquals(new GroupStatus(List.of(), List.of(), "slb.example.org", List.of("192.0.2.1", "2001:db8::1")),
            group.status(ctx()));
        assertThrows(EngineException.class, () -> new Reach("Not A Name", List.of()));
        assertThrows(EngineException.class, () -> new Reach("", List.of("host.example.org")));
    }
}
