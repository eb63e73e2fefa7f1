package io.leengine.engine.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.Identity.Issued;
import io.leengine.engine.Identity.TokenDraft;
import io.leengine.engine.RegistryAccess.Action;
import io.leengine.engine.access.Access;
import io.leengine.engine.access.Permission;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.collection.BlobUse;
import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.image.ManifestReader;
import io.leengine.engine.image.PullCounts;
import io.leengine.engine.image.RegistryAccessService;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.MovingClock;
import io.leengine.engine.store.Viewer;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Tokens of resources, and how far tokens reach at the API and at the registry. */
class DeployTokenServiceTest {
    private static final Set<Action> ALL = EnumSet.allOf(Action.class);
    private static final Set<Action> READ = EnumSet.of(Action.LIST, Action.PULL);
    private static final Set<Action> WRITE = EnumSet.of(Action.LIST, Action.PULL, Action.PUSH);
    private static final String PASSWORD = "correct horse battery";

    private final MemoryStore store = new MemoryStore();
    private final MovingClock clock = new MovingClock();
    private final Changes changes = new Changes(store, clock);
    private final IdentityService identity = new IdentityService(store, changes, new Passwords(), new Ids(), clock);
    private final DeployTokenService tokens = new DeployTokenService(store, changes, new Ids(), identity);
    private final RegistryAccessService registry = new RegistryAccessService(store, changes, new Ids(), identity,
        new Robots(new StoredKeyRing(store)), new OfflineTokens(new StoredKeyRing(store), identity, clock),
        new BlobUse(store, clock, BlobUse.USUAL_GRACE),
            new ManifestReader(new Seams()), new PullCounts(store, clock));
    private Actor master;
    private Actor developer;
    private Actor stranger;

    @BeforeEach
    void resources() {
        master = user("master", Role.MASTER);
        developer = user("developer", Role.DEVELOPER);
        stranger = user("stranger", null);
    }

    private Actor user(String name, Role role) {
        String id = identity.createUser(Actor.engine("test"), name, PASSWORD, false).id();
        store.write(session -> {
            if (session.images().byRepository("team/a").isEmpty()) {
                session.imageGroups().insert(new ImageGroup("g", "team", "", Instant.EPOCH, "x", 1));
                session.images().insert(new Image("a", "team/a", "", false, Optional.of("team"), Instant.EPOCH, "x", 1));
                session.images().insert(new Image("b", "team/b", "", false, Instant.EPOCH, "x", 1));
                session.images().insert(new Image("c", "open", "", true, Instant.EPOCH, "x", 1));
                session.applications().insert(new Application("app", "hello", "", "team/a", "h", "g", true, false,
                    Instant.EPOCH, "x", 1));
            }
            if (role != null) {
                session.members().put(new Member(ResourceKind.IMAGE, "a", id, role, Instant.EPOCH));
                session.members().put(new Member(ResourceKind.IMAGE, "b", id, role, Instant.EPOCH));
                session.members().put(new Member(ResourceKind.IMAGE_GROUP, "g", id, role, Instant.EPOCH));
                session.members().put(new Member(ResourceKind.APPLICATION, "app", id, role, Instant.EPOCH));
            }
            return null;
        });
        return who(identity.logIn(name, PASSWORD, "r", "here"));
    }

    private Actor who(Issued token) {
        return identity.authenticate(token.secret(), "r", "here");
    }

    private Issued deploy(ResourceKind kind, String resource, Role role) {
        return tokens.create(master, kind, resource, "pipeline", role, Optional.empty());
    }

    private static void refused(ErrorCode code, Executable call) {
        assertEquals(code, assertThrows(EngineException.class, call).code());
    }

    private boolean may(Actor actor, Permission permission, String resource) {
        return store.read(session -> Access.has(session, actor, permission, resource, false));
    }

    @Test
    void anImagesTokenPullsAndPushesThatImageAndNoOther() {
        Issued made = deploy(ResourceKind.IMAGE, "team/a", Role.DEVELOPER);
        Actor pipeline = registry.authenticate("any-name", made.secret(), "r", "here");
        assertEquals(Actor.Kind.DEPLOY_TOKEN, pipeline.kind());
        assertEquals("deploy-token pipeline", pipeline.name());
        assertEquals(WRITE, registry.allowed(pipeline, "team/a", ALL));
        assertEquals(Set.of(), registry.allowed(pipeline, "team/b", ALL));
        assertEquals(READ, registry.allowed(pipeline, "open", ALL), "what is public is not closed to it");
        assertEquals(Set.of(), registry.allowed(pipeline, "new/one", ALL), "it makes no image");
        Actor puller = who(deploy(ResourceKind.IMAGE, "team/a", Role.REPORTER));
        assertEquals(READ, registry.allowed(puller, "team/a", ALL));
    }

    @Test
    void aGroupsTokenReachesTheImagesInTheGroup() {
        Actor pipeline = who(deploy(ResourceKind.IMAGE_GROUP, "team", Role.DEVELOPER));
        assertEquals(WRITE, registry.allowed(pipeline, "team/a", ALL));
        assertEquals(Set.of(), registry.allowed(pipeline, "team/b", ALL));
        assertFalse(may(pipeline, Permission.SEE_APPLICATION, "app"));
    }

    @Test
    void anApplicationsTokenDeploysThatOne() {
        Actor pipeline = who(deploy(ResourceKind.APPLICATION, "hello", Role.MASTER));
        assertTrue(may(pipeline, Permission.OPERATE_APPLICATION, "app"));
        assertFalse(may(pipeline, Permission.DELETE_APPLICATION, "app"));
        assertFalse(may(pipeline, Permission.PULL_IMAGE, "a"));
    }

    @Test
    void onlyMastersMakeSeeAndEndThem() {
        Issued made = deploy(ResourceKind.IMAGE, "team/a", Role.REPORTER);
        assertEquals(List.of(made.token().id()), tokens.list(master, ResourceKind.IMAGE, "team/a").stream()
            .map(AccessToken::id).toList());
        assertEquals(List.of(), tokens.list(master, ResourceKind.IMAGE, "team/b"));
        refused(ErrorCode.FORBIDDEN, () -> tokens.list(developer, ResourceKind.IMAGE, "team/a"));
        refused(ErrorCode.NOT_FOUND, () -> tokens.list(stranger, ResourceKind.IMAGE, "team/a"));
        refused(ErrorCode.NOT_FOUND, () -> tokens.list(master, ResourceKind.IMAGE, "none"));
        refused(ErrorCode.FORBIDDEN, () -> tokens.delete(developer, ResourceKind.IMAGE, "team/a", made.token().id()));
        refused(ErrorCode.NOT_FOUND, () -> tokens.delete(master, ResourceKind.IMAGE, "team/b", made.token().id()));
        refused(ErrorCode.FORBIDDEN, () -> tokens.create(developer, ResourceKind.IMAGE, "team/a", "x", Role.GUEST,
            Optional.empty()));
        refused(ErrorCode.UNAUTHENTICATED, () -> tokens.list(Actor.anonymous("r", ""), ResourceKind.IMAGE, "open"));
        assertEquals("role", assertThrows(EngineException.class, () -> deploy(ResourceKind.IMAGE, "team/a", Role.OWNER))
            .field().orElseThrow());
        who(made);
        tokens.delete(master, ResourceKind.IMAGE, "team/a", made.token().id());
        refused(ErrorCode.UNAUTHENTICATED, () -> who(made));
        Activity last = store.read(session -> session.journal().activity(Optional.empty(), "", Long.MAX_VALUE, 1)).getFirst();
        assertEquals("token.delete IMAGE team/a", last.action() + " " + last.kind() + " " + last.resource());
    }

    @Test
    void itMakesNothingAndHasNoSelf() {
        Actor pipeline = who(deploy(ResourceKind.APPLICATION, "hello", Role.MASTER));
        refused(ErrorCode.FORBIDDEN, () -> tokens.create(pipeline, ResourceKind.APPLICATION, "hello", "x", Role.GUEST,
            Optional.empty()));
        refused(ErrorCode.FORBIDDEN, () -> tokens.list(pipeline, ResourceKind.APPLICATION, "hello"));
        assertFalse(may(pipeline, Permission.CHANGE_APPLICATION_MEMBERS, "app"), "who else gets in is for people");
        refused(ErrorCode.FORBIDDEN, () -> identity.createToken(pipeline, "x", Optional.empty()));
        refused(ErrorCode.FORBIDDEN, () -> pipeline.requiredMaker(ResourceKind.APPLICATION));
        refused(ErrorCode.FORBIDDEN, pipeline::requiredAdministrator);
        refused(ErrorCode.FORBIDDEN, pipeline::requiredLogIn);
        refused(ErrorCode.NOT_FOUND, () -> identity.self(pipeline));
        assertEquals(List.of(), identity.tokens(pipeline));
    }

    @Test
    void itOutlivesTheMembershipOfItsMakerAndEndsWhenItIsTime() {
        Issued made = tokens.create(master, ResourceKind.IMAGE, "team/a", "x", Role.DEVELOPER,
            Optional.of(Duration.ofDays(1)));
        identity.deleteUser(Actor.engine("x"), "master");
        assertEquals(WRITE, registry.allowed(who(made), "team/a", ALL));
        clock.pass(Duration.ofDays(1));
        refused(ErrorCode.UNAUTHENTICATED, () -> who(made));
    }

    @Test
    void aPersonalTokensReachTakesAwayFromItsUser() {
        Actor images = who(identity.createToken(master, new TokenDraft("x", Optional.empty(), Role.DEVELOPER,
            Set.of(ResourceKind.IMAGE), Optional.empty(), false)));
        assertTrue(may(images, Permission.PUSH_IMAGE, "a"));
        assertFalse(may(images, Permission.CHANGE_IMAGE, "a"));
        assertFalse(may(images, Permission.SEE_APPLICATION, "app"));
        assertEquals(new Viewer("", false), Access.viewer(images, ResourceKind.APPLICATION), "it lists what everybody sees");
        assertEquals(new Viewer(master.id(), false), Access.viewer(images, ResourceKind.IMAGE));
        refused(ErrorCode.FORBIDDEN, () -> images.requiredMaker(ResourceKind.IMAGE));
        refused(ErrorCode.FORBIDDEN, () -> tokens.create(images, ResourceKind.IMAGE, "team/a", "x", Role.GUEST,
            Optional.empty()));
        Actor one = who(identity.createToken(master, new TokenDraft("x", Optional.empty(), Role.OWNER,
            Set.of(ResourceKind.IMAGE), Optional.of("team/b"), false)));
        assertTrue(may(one, Permission.CHANGE_IMAGE, "b"));
        assertFalse(may(one, Permission.DELETE_IMAGE, "b"), "no more than the user has");
        assertFalse(may(one, Permission.SEE_IMAGE, "a"));
        assertEquals(new Viewer("", false), Access.viewer(one, ResourceKind.IMAGE));
    }

    @Test
    void whatATokenDoesNotReachIsRefusedInWordsOrNotFound() {
        Image a = store.read(session -> session.images().byRepository("team/a")).orElseThrow();
        Actor reader = who(identity.createToken(master, new TokenDraft("x", Optional.empty(), Role.REPORTER,
            Set.of(ResourceKind.IMAGE), Optional.empty(), false)));
        EngineException refused = assertThrows(EngineException.class, () -> store.read(session ->
            Access.require(session, reader, Permission.PUSH_IMAGE, a)));
        assertEquals(ErrorCode.FORBIDDEN, refused.code());
        assertTrue(refused.getMessage().contains("the token does not reach"), refused.getMessage());
        Actor elsewhere = who(identity.createToken(master, new TokenDraft("x", Optional.empty(), Role.OWNER,
            Set.of(ResourceKind.CODE_BUILD), Optional.empty(), false)));
        refused(ErrorCode.NOT_FOUND, () -> store.read(session ->
            Access.require(session, elsewhere, Permission.SEE_IMAGE, a)));
    }

    @Test
    void anAdministratorsTokenReachesNoFurtherEither() {
        identity.createUser(Actor.engine("x"), "root", PASSWORD, true);
        Actor root = who(identity.logIn("root", PASSWORD, "r", "x"));
        Actor boss = who(identity.createToken(root, new TokenDraft("x", Optional.empty(), Role.REPORTER,
            Set.of(ResourceKind.IMAGE), Optional.empty(), true)));
        assertTrue(may(boss, Permission.PULL_IMAGE, "a"));
        assertFalse(may(boss, Permission.PUSH_IMAGE, "a"));
        assertFalse(may(boss, Permission.SEE_APPLICATION, "app"));
        assertEquals(boss, boss.requiredAdministrator());
    }
}
