package io.leengine.engine.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.Applications;
import io.leengine.engine.Certificates;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.DomainSettings;
import io.leengine.engine.domain.GroupCertificate;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.sim.Authority;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.SimulatedGroup;
import io.leengine.engine.sim.SimulatedRegistry;
import io.leengine.engine.sim.TestEngine;
import io.leengine.engine.sim.World;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.loadbalancer.Admission;
import io.leengine.spi.loadbalancer.DomainFeature;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.HeaderRules;
import io.leengine.spi.loadbalancer.Routing;
import io.leengine.spi.loadbalancer.TlsRule;
import io.leengine.spi.loadbalancer.UpstreamProtocol;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may change a domain and how, and what is refused at the door. */
@Timeout(60)
class DomainServiceTest {
    private static final Actor BOSS = new Actor(Actor.Kind.USER, "boss-id", "boss", true, "test", "");
    private static final Actor STRANGER = new Actor(Actor.Kind.USER, "stranger-id", "stranger", false, "test", "");
    private static final DomainSettings SHORT =
        new DomainSettings(Duration.ofSeconds(1), Duration.ofSeconds(1), 0, DomainRules.NONE);

    @TempDir
    private static Path folder;
    private static Authority authority;

    private final MemoryStore store = new MemoryStore();
    private final World world = new World();
    private final SimulatedGroup group = world.group("g");
    private TestEngine engine;

    @BeforeAll
    static void issue() throws Exception {
        authority = new Authority(folder).issue("local", "*.localhost")
            .issue("old", List.of("-keyalg", "EC", "-groupname", "secp256r1", "-startdate", "-10d", "-validity", "5", "-ext",
                "san=dns:*.localhost"))
            .issue("ending", List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "5", "-ext",
                "san=dns:*.localhost"));
    }

    @BeforeEach
    void begin() {
        store.write(session -> {
            session.parts().insert(TestEngine.part(SeamKind.LOAD_BALANCER, "g"));
            session.parts().insert(TestEngine.part(SeamKind.LOAD_BALANCER, "h"));
            return null;
        });
        engine = new TestEngine(store, new SimulatedRegistry());
        engine.seams.added(SeamKind.LOAD_BALANCER, "g", group.plugin());
        engine.seams.added(SeamKind.LOAD_BALANCER, "h", world.group("h").plugin());
        engine.applications.create(TestEngine.OWNER, TestEngine.draft("hello"));
    }

    @AfterEach
    void end() {
        engine.close();
    }

    private Actor member(Role role) {
        Actor actor = new Actor(Actor.Kind.USER, role + "-id", role.name(), false, "test", "");
        store.write(session -> {
            Application hello = session.applications().byName("hello").orElseThrow();
            session.members().put(new Member(ResourceKind.APPLICATION, hello.id(), actor.id(), role, Instant.EPOCH));
            return null;
        });
        return actor;
    }

    private EngineException refused(ErrorCode code, String field, Actor actor, DomainSettings settings) {
        EngineException refusal = assertThrows(EngineException.class,
            () -> engine.domains.replace(actor, "hello", settings, Optional.empty()));
        assertEquals(code, refusal.code(), refusal.getMessage());
        assertEquals(Optional.ofNullable(field), refusal.field(), refusal.getMessage());
        return refusal;
    }

    private static DomainSettings with(Optional<TlsRule> tls, Routing routing, String snippet) {
        return new DomainSettings(Duration.ofSeconds(1), Duration.ofSeconds(1), 0,
            new DomainRules(tls, HeaderRules.NONE, Admission.ALL, routing, List.of(), snippet));
    }

    private static DomainSettings snippet(String text) {
        return with(Optional.empty(), Routing.PLAIN, text);
    }

    private static DomainSettings tls(String certificate) {
        return with(Optional.of(new TlsRule(certificate, false, TlsRule.Version.TLS_1_3)), Routing.PLAIN, "");
    }

    private GroupCertificate put(String group, String name, String issued) throws Exception {
        return engine.certificates.put(BOSS, group, name,
            new Certificates.Draft(authority.chain(issued), authority.key(issued)), Optional.empty()).certificate();
    }

    @Test
    void mastersChangeReportersReadAndNobodyElse() throws Exception {
        for (Role role : Role.values()) {
            Actor actor = member(role);
            if (role.compareTo(Role.REPORTER) >= 0) {
                assertEquals("hello.localhost", engine.domains.get(actor, "hello").host());
            } else {
                assertEquals(ErrorCode.FORBIDDEN,
                    assertThrows(EngineException.class, () -> engine.domains.get(actor, "hello")).code());
            }
            if (role.compareTo(Role.MASTER) >= 0) {
                assertEquals(SHORT, engine.domains.replace(actor, "hello", SHORT, Optional.empty()).settings());
            } else {
                refused(ErrorCode.FORBIDDEN, null, actor, SHORT);
            }
        }
        refused(ErrorCode.NOT_FOUND, null, STRANGER, SHORT);
        assertThrows(EngineException.class, () -> engine.domains.rendered(STRANGER, "hello"));
        assertEquals(SHORT, engine.domains.replace(BOSS, "hello", SHORT, Optional.empty()).settings());
    }

    @Test
    void aSnippetIsAnAdministratorsToChange() throws Exception {
        EngineException refusal = refused(ErrorCode.FORBIDDEN, "snippet", TestEngine.OWNER, snippet("gzip on;"));
        assertTrue(refusal.nextStep().isPresent());
        engine.domains.replace(BOSS, "hello", snippet("gzip on;"), Optional.empty());
        DomainSettings slower = new DomainSettings(Duration.ofSeconds(9), Duration.ofSeconds(1), 0, snippet("gzip on;").rules());
        assertEquals(slower, engine.domains.replace(TestEngine.OWNER, "hello", slower, Optional.empty()).settings());
        refused(ErrorCode.FORBIDDEN, "snippet", TestEngine.OWNER, snippet("gzip off;"));
        refused(ErrorCode.FORBIDDEN, "snippet", TestEngine.OWNER, SHORT);
        assertEquals(SHORT, engine.domains.replace(BOSS, "hello", SHORT, Optional.empty()).settings());
    }

    @Test
    void somebodyElsesChangeIsNotLost() throws Exception {
        assertEquals(2, engine.domains.replace(BOSS, "hello", SHORT, Optional.of(1L)).revision());
        EngineException late = assertThrows(EngineException.class,
            () -> engine.domains.replace(BOSS, "hello", DomainSettings.USUAL, Optional.of(1L)));
        assertEquals(ErrorCode.PRECONDITION_FAILED, late.code());
        assertEquals(SHORT, engine.domains.get(BOSS, "hello").settings());
    }

    @Test
    void aRuleThatTheGroupDoesNotKeepIsRefusedByItsField() throws Exception {
        group.keep(EnumSet.complementOf(EnumSet.of(DomainFeature.GRPC, DomainFeature.SNIPPET)));
        Routing grpc = new Routing(UpstreamProtocol.GRPC, Optional.empty(), List.of(), Duration.ZERO);
        EngineException refusal = refused(ErrorCode.INVALID, "protocol", BOSS, with(Optional.empty(), grpc, ""));
        assertTrue(refusal.nextStep().orElseThrow().contains("--group"));
        refused(ErrorCode.INVALID, "snippet", BOSS, snippet("x;"));
        engine.domains.replace(BOSS, "hello", SHORT, Optional.empty());
    }

    @Test
    void aDomainNeedsACertificateOfItsGroupThatCoversIt() throws Exception {
        refused(ErrorCode.INVALID, "tls.certificate", BOSS, tls("none"));
        put("h", "local", "local");
        refused(ErrorCode.INVALID, "tls.certificate", BOSS, tls("local"));
        put("g", "local", "local");
        assertTrue(engine.domains.replace(TestEngine.OWNER, "hello", tls("local"), Optional.empty()).certificateEnds()
            .isPresent());
        EngineException away = assertThrows(EngineException.class, () -> engine.applications.update(TestEngine.OWNER, "hello",
            new Applications.Change(Optional.empty(), Optional.of("hello.example.org"), Optional.empty(), Optional.empty()),
            Optional.empty()));
        assertEquals(Optional.of("host"), away.field());
        engine.certificates.delete(BOSS, "h", "local", Optional.empty());
        EngineException elsewhere = assertThrows(EngineException.class, () -> engine.applications.update(TestEngine.OWNER,
            "hello", new Applications.Change(Optional.empty(), Optional.empty(), Optional.of("h"), Optional.empty()),
            Optional.empty()));
        assertEquals(Optional.of("group"), elsewhere.field());
        put("h", "local", "local");
        assertEquals("h", engine.applications.update(TestEngine.OWNER, "hello", new Applications.Change(Optional.empty(),
            Optional.empty(), Optional.of("h"), Optional.empty()), Optional.empty()).group());
        refused(ErrorCode.INVALID, "tls.certificate", BOSS, tls("nowhere"));
    }

    @Test
    void certificatesAreAnAdministratorsAndTheirKeysNobodys() throws Exception {
        GroupCertificate kept = put("g", "local", "local");
        assertEquals("", kept.sealedKey());
        assertEquals(1, kept.revision());
        assertEquals(List.of("*.localhost"), engine.certificates.list(STRANGER, "g").getFirst().certificate().hosts());
        assertThrows(EngineException.class, () -> engine.certificates.list(Actor.anonymous("t", ""), "g"));
        String sealed = store.read(session -> session.domains().certificate("g", "local")).orElseThrow().sealedKey();
        assertFalse(sealed.isEmpty() || sealed.contains("PRIVATE"));
        Certificates.Draft draft = new Certificates.Draft(authority.chain("local"), authority.key("local"));
        assertFalse(draft.toString().contains("PRIVATE KEY"));
        assertEquals(ErrorCode.FORBIDDEN, assertThrows(EngineException.class,
            () -> engine.certificates.put(TestEngine.OWNER, "g", "mine", draft, Optional.empty())).code());
        assertEquals(ErrorCode.FORBIDDEN, assertThrows(EngineException.class,
            () -> engine.certificates.delete(TestEngine.OWNER, "g", "local", Optional.empty())).code());
        assertEquals(ErrorCode.NOT_FOUND, assertThrows(EngineException.class,
            () -> engine.certificates.put(BOSS, "none", "mine", draft, Optional.empty())).code());
        assertEquals(ErrorCode.PRECONDITION_FAILED, assertThrows(EngineException.class,
            () -> engine.certificates.put(BOSS, "g", "local", draft, Optional.of(7L))).code());
        assertEquals(2, put("g", "local", "local").revision());
        assertEquals(GroupCertificate.State.VALID, engine.certificates.get(BOSS, "g", "local").state());
        put("g", "old", "old");
        assertEquals(GroupCertificate.State.EXPIRED, engine.certificates.get(BOSS, "g", "old").state());
        put("g", "ending", "ending");
        assertEquals(GroupCertificate.State.EXPIRES_SOON, engine.certificates.get(BOSS, "g", "ending").state());
        assertTrue(store.read(session -> session.journal().activity(Optional.of(ResourceKind.PART), "load-balancer/g",
            Long.MAX_VALUE, 9)).stream().noneMatch(each -> each.toString().contains("PRIVATE")));
    }

    @Test
    void twoApplicationsCannotHaveOneHost() {
        EngineException taken = assertThrows(EngineException.class, () -> engine.applications.create(TestEngine.OWNER,
            new Applications.Draft("second", "", "", "hello.localhost", "", true)));
        assertEquals(ErrorCode.ALREADY_EXISTS, taken.code());
        assertEquals(Optional.of("host"), taken.field());
        engine.applications.create(TestEngine.OWNER, TestEngine.draft("second"));
        EngineException moved = assertThrows(EngineException.class, () -> engine.applications.update(TestEngine.OWNER, "second",
            new Applications.Change(Optional.empty(), Optional.of("hello.localhost"), Optional.empty(), Optional.empty()),
            Optional.empty()));
        assertEquals(Optional.of("host"), moved.field());
    }
}
