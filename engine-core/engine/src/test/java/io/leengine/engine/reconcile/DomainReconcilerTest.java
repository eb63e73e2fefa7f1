package io.leengine.engine.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.Applications;
import io.leengine.engine.Certificates;
import io.leengine.engine.Domains;
import io.leengine.engine.Domains.Progress;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.DomainSettings;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.sim.Authority;
import io.leengine.engine.sim.GroupPlugin;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.SimulatedGroup;
import io.leengine.engine.sim.SimulatedRegistry;
import io.leengine.engine.sim.TestEngine;
import io.leengine.engine.sim.World;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.loadbalancer.AccessRule;
import io.leengine.spi.loadbalancer.Admission;
import io.leengine.spi.loadbalancer.DomainFeature;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.HeaderRules;
import io.leengine.spi.loadbalancer.Routing;
import io.leengine.spi.loadbalancer.TlsRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Settings of domains and certificates reach the group, whatever happens to it and to the engine. */
@Timeout(60)
class DomainReconcilerTest {
    private static final Actor BOSS = new Actor(Actor.Kind.USER, "boss-id", "boss", true, "test", "");
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final String HOST = "hello.localhost";

    @TempDir
    private static Path folder;
    private static Authority authority;

    private final World world = new World();
    private final MemoryStore store = new MemoryStore();
    private final SimulatedRegistry registry = new SimulatedRegistry();
    private final Desires desires = new Desires(store, world);
    private SimulatedGroup group;
    private GroupPlugin plugin;
    private TestEngine engine;

    @BeforeAll
    static void issue() throws Exception {
        authority = new Authority(folder).issue("first", "*.localhost").issue("second", "*.localhost", "localhost")
            .issue("other", "other.example.org");
    }

    @BeforeEach
    void begin() {
        store.write(session -> {
            session.parts().insert(TestEngine.part(SeamKind.SCHEDULER, "a"));
            session.parts().insert(TestEngine.part(SeamKind.LOAD_BALANCER, "g"));
            return null;
        });
        registry.push("hello", "latest", "x");
        registry.push("other", "latest", "x");
        group = world.group("g");
        start();
    }

    private void start() {
        engine = new TestEngine(store, registry);
        engine.seams.added(SeamKind.SCHEDULER, "a", world.cell("a").plugin());
        plugin = group.plugin();
        engine.seams.added(SeamKind.LOAD_BALANCER, "g", plugin);
        engine.start();
    }

    @AfterEach
    void end() {
        engine.close();
        assertEquals(List.of(), world.violations());
    }

    private void deployed(String name) throws InterruptedException {
        engine.applications.create(TestEngine.OWNER, TestEngine.draft(name));
        engine.applications.deploy(TestEngine.OWNER, name, TestEngine.deployment(Map.of("a", 1), 100, false),
            Optional.empty());
        settles();
    }

    private void settles() throws InterruptedException {
        assertTrue(world.stepUntil(LIMIT, () -> desires.differences().isEmpty()), () -> desires.differences().toString());
    }

    private void scaled(String name, int instances) throws InterruptedException {
        engine.applications.scale(TestEngine.OWNER, name, "v1", Map.of("a", instances), Optional.empty());
        settles();
        assertEquals(instances, group.sets().getOrDefault(name + ".localhost", List.of()).size());
    }

    private static DomainSettings with(DomainRules rules) {
        return new DomainSettings(Duration.ofSeconds(5), Duration.ofSeconds(1), 1_000, rules);
    }

    private static DomainSettings limited(String addresses) {
        return with(new DomainRules(Optional.empty(), HeaderRules.NONE,
            new Admission(List.of(new AccessRule(true, addresses)), Optional.empty()), Routing.PLAIN, List.of(), ""));
    }

    private static DomainSettings secured(String certificate) {
        return with(new DomainRules(Optional.of(new TlsRule(certificate, true, TlsRule.Version.TLS_1_2)), HeaderRules.NONE,
            Admission.ALL, Routing.PLAIN, List.of(), ""));
    }

    private Domains.Domain set(DomainSettings settings) throws InterruptedException {
        return engine.domains.replace(TestEngine.OWNER, "hello", settings, Optional.empty());
    }

    private void reaches(DomainSettings settings) throws InterruptedException {
        DomainSpec wanted = settings.spec(HOST);
        assertTrue(world.stepUntil(LIMIT, () -> wanted.equals(group.specs().get(HOST))), () -> group.specs().toString());
    }

    private Domains.Domain comesTo(Progress progress) throws Exception {
        Domains.Domain[] last = new Domains.Domain[1];
        assertTrue(world.stepUntil(LIMIT, () -> {
            try {
                last[0] = engine.domains.get(TestEngine.OWNER, "hello");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return last[0].progress() == progress;
        }), () -> String.valueOf(last[0]));
        return last[0];
    }

    private void put(String name, String issued) throws Exception {
        engine.certificates.put(BOSS, "g", name, new Certificates.Draft(authority.chain(issued), authority.key(issued)),
            Optional.empty());
    }

    private List<Activity> activity(String action) {
        return store.read(session -> session.journal().activity(Optional.of(ResourceKind.APPLICATION), "hello", Long.MAX_VALUE,
            100)).stream().filter(each -> each.action().equals(action)).toList();
    }

    @Test
    void settingsReachTheGroupAndLeaveUpstreamsAlone() throws Exception {
        deployed("hello");
        int stated = group.history().size();
        int told = group.told().size();
        Domains.Domain before = engine.domains.get(TestEngine.OWNER, "hello");
        assertEquals(DomainSettings.USUAL, before.settings());
        assertEquals(Progress.APPLIED, comesTo(Progress.APPLIED).progress());
        Domains.Domain after = set(limited("10.0.0.0/8"));
        assertEquals(before.revision() + 1, after.revision());
        assertTrue(after.progress() == Progress.PENDING || limited("10.0.0.0/8").spec(HOST).equals(group.specs().get(HOST)),
            "what was stated before is not told as applied");
        reaches(limited("10.0.0.0/8"));
        Domains.Domain applied = comesTo(Progress.APPLIED);
        assertEquals(Optional.of(Duration.ofMillis(7)), applied.effects().getFirst().after());
        assertEquals(new Domains.Reach("lb.example.org", List.of("192.0.2.80")), applied.reach());
        assertEquals(stated, group.history().size(), "upstreams are not stated for settings");
        assertEquals(told + 1, group.told().size());
        scaled("hello", 2);
        assertEquals(told + 1, group.told().size(), "settings are not stated for upstreams");
        Activity change = activity("domain.update").getFirst();
        assertEquals("allow 10.0.0.0/8", change.after().get("access"));
        assertEquals("60000", change.before().get("requestTimeoutMillis"));
    }

    @Test
    void anotherEngineStatesTheSameAndSoDoesOneWhoseGroupWasLost() throws Exception {
        deployed("hello");
        set(limited("10.0.0.0/8"));
        reaches(limited("10.0.0.0/8"));
        engine.close();
        group.reset();
        start();
        settles();
        reaches(limited("10.0.0.0/8"));
        engine.seams.removed(SeamKind.LOAD_BALANCER, "g", plugin);
        group.reset();
        set(limited("192.0.2.0/24"));
        assertEquals(Progress.UNKNOWN, engine.domains.get(TestEngine.OWNER, "hello").progress());
        engine.seams.added(SeamKind.LOAD_BALANCER, "g", group.plugin());
        settles();
        reaches(limited("192.0.2.0/24"));
    }

    @Test
    void whatAGroupRefusesIsToldOnceAndHoldsNothingUp() throws Exception {
        deployed("hello");
        deployed("other");
        DomainSettings bad = limited("192.0.2.66");
        group.refuse(domain -> domain.rules().equals(bad.rules()) ? Optional.of("nginx: [emerg] no") : Optional.empty());
        set(bad);
        Domains.Domain refused = comesTo(Progress.REFUSED);
        assertEquals("nginx: [emerg] no", refused.message());
        assertEquals(bad, refused.settings());
        assertEquals(DomainSettings.USUAL.spec(HOST), group.specs().get(HOST), "what was served before still is");
        long tries = group.told().stream().filter(bad.spec(HOST)::equals).count();
        long began = System.nanoTime();
        scaled("hello", 3);
        scaled("other", 2);
        scaled("hello", 1);
        long more = group.told().stream().filter(bad.spec(HOST)::equals).count() - tries;
        long most = Duration.ofNanos(System.nanoTime() - began).toSeconds() / 10;
        assertTrue(more <= most, "it is not asked again and again: " + more);
        assertEquals(1, activity("domain.refused").size());
        assertEquals("nginx: [emerg] no", activity("domain.refused").getFirst().detail());
        assertTrue(engine.applications.get(TestEngine.OWNER, "hello").problems().toString().contains("nginx"));
        engine.close();
        start();
        settles();
        comesTo(Progress.REFUSED);
        assertEquals(1, activity("domain.refused").size(), "another engine does not say it again");
        set(bad);
        assertTrue(world.stepUntil(LIMIT, () -> activity("domain.refused").size() == 2), "the same given anew is told anew");
        comesTo(Progress.REFUSED);
        set(limited("192.0.2.67"));
        reaches(limited("192.0.2.67"));
        assertEquals("", comesTo(Progress.APPLIED).message());
        assertEquals(List.of(), engine.applications.get(TestEngine.OWNER, "hello").problems());
    }

    @Test
    void whoMovesIsServedFromWhereItWasUntilItIsServedElsewhere() throws Exception {
        deployed("hello");
        SimulatedGroup other = world.group("h");
        store.write(session -> {
            session.parts().insert(TestEngine.part(SeamKind.LOAD_BALANCER, "h"));
            return null;
        });
        other.refuse(domain -> Optional.of("no"));
        engine.seams.added(SeamKind.LOAD_BALANCER, "h", other.plugin());
        engine.applications.update(TestEngine.OWNER, "hello", new Applications.Change(Optional.empty(), Optional.empty(),
            Optional.of("h"), Optional.empty()), Optional.empty());
        assertEquals("no", comesTo(Progress.REFUSED).message());
        assertEquals(1, group.sets().get(HOST).size(), "it is served from where it was");
        other.refuse(domain -> Optional.empty());
        set(limited("10.0.0.0/8"));
        assertTrue(world.stepUntil(LIMIT, () -> !group.specs().containsKey(HOST)));
        assertEquals(1, other.sets().get(HOST).size());
    }

    @Test
    void whatAGroupNeverTookCanBeScaledAndDeleted() throws Exception {
        engine.applications.create(TestEngine.OWNER, TestEngine.draft("hello"));
        assertEquals(Progress.UNSERVED, set(limited("10.0.0.0/8")).progress());
        group.refuse(domain -> Optional.of("no"));
        engine.applications.deploy(TestEngine.OWNER, "hello", TestEngine.deployment(Map.of("a", 2), 100, false),
            Optional.empty());
        comesTo(Progress.REFUSED);
        assertEquals(Map.of(), group.specs());
        engine.applications.scale(TestEngine.OWNER, "hello", "v1", Map.of("a", 1), Optional.empty());
        assertTrue(world.stepUntil(LIMIT, () -> world.locked(() -> world.cell("a").instances("hello").size()) == 1));
        engine.applications.delete(TestEngine.OWNER, "hello", Optional.empty());
        settles();
    }

    @Test
    void aCertificateIsWithTheGroupBeforeTheDomainsThatNeedIt() throws Exception {
        deployed("hello");
        put("wild", "first");
        set(secured("wild"));
        reaches(secured("wild"));
        assertEquals(authority.chain("first"), group.certificates().get("wild").chain());
        assertEquals(authority.key("first"), group.certificates().get("wild").key());
        Domains.Domain applied = comesTo(Progress.APPLIED);
        assertTrue(applied.certificateEnds().isPresent());
        engine.seams.removed(SeamKind.LOAD_BALANCER, "g", plugin);
        group.reset();
        engine.seams.added(SeamKind.LOAD_BALANCER, "g", group.plugin());
        settles();
        reaches(secured("wild"));
        int told = group.told().size();
        put("wild", "second");
        assertTrue(world.stepUntil(LIMIT, () -> group.certificates().get("wild").chain().equals(second())));
        assertEquals(told, group.told().size(), "a renewed certificate needs no statement of its domains");
    }

    private static String second() {
        try {
            return authority.chain("second");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aCertificateInUseStaysAndOneThatIsNotGoes() throws Exception {
        deployed("hello");
        put("wild", "first");
        set(secured("wild"));
        reaches(secured("wild"));
        EngineException used = assertThrows(EngineException.class,
            () -> engine.certificates.delete(BOSS, "g", "wild", Optional.empty()));
        assertEquals(ErrorCode.CONFLICT, used.code());
        EngineException narrower = assertThrows(EngineException.class, () -> put("wild", "other"));
        assertEquals(ErrorCode.CONFLICT, narrower.code());
        assertEquals(List.of("hello"), engine.certificates.get(BOSS, "g", "wild").usedBy());
        assertEquals(List.of(), engine.certificates.get(TestEngine.OWNER, "g", "wild").usedBy());
        set(DomainSettings.USUAL);
        engine.certificates.delete(BOSS, "g", "wild", Optional.empty());
        assertTrue(world.stepUntil(LIMIT, () -> group.certificates().isEmpty()));
        put("wild", "second");
        assertTrue(world.stepUntil(LIMIT, () -> group.certificates().containsKey("wild")));
        assertEquals(second(), group.certificates().get("wild").chain(), "not the one of before, of the same name");
    }

    @Test
    void aGroupThatDoesNotKeepRulesIsNotToldThem() throws Exception {
        deployed("hello");
        engine.seams.removed(SeamKind.LOAD_BALANCER, "g", plugin);
        set(limited("10.0.0.0/8"));
        group.keep(EnumSet.complementOf(EnumSet.of(DomainFeature.ACCESS)));
        engine.seams.added(SeamKind.LOAD_BALANCER, "g", group.plugin());
        assertTrue(comesTo(Progress.REFUSED).message().contains("ACCESS"));
        assertFalse(group.told().contains(limited("10.0.0.0/8").spec(HOST)));
        EngineException again = assertThrows(EngineException.class, () -> set(limited("192.0.2.0/24")));
        assertEquals(Optional.of("access"), again.field());
    }
}
