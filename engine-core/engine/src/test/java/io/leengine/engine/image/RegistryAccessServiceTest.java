package io.leengine.engine.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.RegistryAccess.Action;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.collection.BlobUse;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.identity.IdentityService;
import io.leengine.engine.identity.OfflineTokens;
import io.leengine.engine.identity.Passwords;
import io.leengine.engine.identity.Robots;
import io.leengine.engine.identity.StoredKeyRing;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.model.Credentials;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryAccessServiceTest {
    private static final Set<Action> ALL = EnumSet.allOf(Action.class);
    private static final Set<Action> READ = EnumSet.of(Action.LIST, Action.PULL);
    private static final Set<Action> WRITE = EnumSet.of(Action.LIST, Action.PULL, Action.PUSH);
    private static final Set<Action> NONE = Set.of();

    private final MemoryStore store = new MemoryStore();
    private final Changes changes = new Changes(store, Clock.systemUTC());
    private final Robots robots = new Robots(new StoredKeyRing(store));
    private final IdentityService identity = new IdentityService(store, changes, new Passwords(), new Ids());
    private final PullCounts pulls = new PullCounts(store, Clock.systemUTC());
    private final RegistryAccessService access =
        new RegistryAccessService(store, changes, new Ids(), identity, robots,
            new OfflineTokens(new StoredKeyRing(store), identity, Clock.systemUTC()),
            new BlobUse(store, Clock.systemUTC(), BlobUse.USUAL_GRACE),
            new ManifestReader(new Seams()), pulls);

    @BeforeEach
    void images() {
        store.write(session -> {
            session.images().insert(new Image("open", "team/open", "", true, Instant.EPOCH, "x", 1));
            session.images().insert(new Image("shut", "team/shut", "", false, Instant.EPOCH, "x", 1));
            session.applications().insert(new Application("app", "hello", "", "team/shut", "h", "g", true, false,
                Instant.EPOCH, "x", 1));
            session.builds().insert(new CodeBuild("cb", "build", "", "https://x/y", "main", "", "Dockerfile", List.of(),
                "team/shut", Duration.ofMinutes(1), Instant.EPOCH, "x", 1));
            for (Role role : Role.values()) {
                session.members().put(new Member(ResourceKind.IMAGE, "shut", role.name(), role, Instant.EPOCH));
            }
            return null;
        });
    }

    private static Actor user(String id, boolean administrator) {
        return new Actor(Actor.Kind.USER, id, id, administrator, "r", "");
    }

    private Actor robot(Robots.Task task, String subject) {
        Credentials credentials = robots.credentials(task, subject);
        return access.authenticate(credentials.name(), credentials.secret(), "r", "");
    }

    @Test
    void membersPullPushAndDeleteByTheirRoles() {
        assertEquals(Set.of(Action.LIST), access.allowed(user("GUEST", false), "team/shut", ALL));
        assertEquals(READ, access.allowed(user("REPORTER", false), "team/shut", ALL));
        assertEquals(WRITE, access.allowed(user("DEVELOPER", false), "team/shut", ALL));
        assertEquals(ALL, access.allowed(user("MASTER", false), "team/shut", ALL));
        assertEquals(READ, access.allowed(user("DEVELOPER", false), "team/shut", READ), "no more than was asked");
        assertEquals(NONE, access.allowed(user("eve", false), "team/shut", ALL));
        assertEquals(ALL, access.allowed(user("root", true), "team/shut", ALL));
    }

    @Test
    void whatIsPublicAnyonePulls() {
        assertEquals(READ, access.allowed(Actor.anonymous("r", ""), "team/open", ALL));
        assertEquals(READ, access.allowed(user("eve", false), "team/open", ALL));
        assertEquals(READ, access.allowed(robot(Robots.Task.PULL, "other"), "team/open", ALL));
        assertEquals(NONE, access.allowed(Actor.anonymous("r", ""), "team/shut", ALL));
    }

    @Test
    void whatNobodyHasUsersMayBeginButNotInThePlatformsFolder() {
        assertEquals(WRITE, access.allowed(user("eve", false), "new/one", ALL));
        assertEquals(NONE, access.allowed(Actor.anonymous("r", ""), "new/one", ALL));
        assertEquals(NONE, access.allowed(user("eve", false), "leengine/java", ALL));
        assertEquals(WRITE, access.allowed(user("root", true), "leengine/java", ALL));
        assertEquals(WRITE, access.allowed(robot(Robots.Task.BASE, "java"), "leengine/java", ALL));
        assertEquals(NONE, access.allowed(robot(Robots.Task.BUILD, "cb"), "new/one", ALL));
        assertTrue(access.mayBegin(user("eve", false), "new/one"));
        assertFalse(access.mayBegin(user("eve", false), "team/shut"));
        assertFalse(access.mayBegin(user("eve", false), "leengine/java"));
        assertFalse(access.mayBegin(robot(Robots.Task.BASE, "java"), "leengine/java"));
        assertFalse(access.mayBegin(Actor.anonymous("r", ""), "new/one"));
    }

    @Test
    void robotsMayWhatTheirTaskNeeds() {
        assertEquals(READ, access.allowed(robot(Robots.Task.PULL, "hello"), "team/shut", ALL));
        assertEquals(NONE, access.allowed(robot(Robots.Task.PULL, "other"), "team/shut", ALL));
        assertEquals(WRITE, access.allowed(robot(Robots.Task.BUILD, "cb"), "team/shut", ALL));
        assertEquals(NONE, access.allowed(robot(Robots.Task.BUILD, "other"), "team/shut", ALL));
        assertEquals(NONE, access.allowed(robot(Robots.Task.BASE, "java"), "team/shut", ALL));
        EngineException refused = assertThrows(EngineException.class, () -> access.authenticate(
            robots.credentials(Robots.Task.PULL, "hello").name(), "wrong", "r", ""));
        assertEquals(ErrorCode.UNAUTHENTICATED, refused.code());
    }

    @Test
    void aTokenIsGoodWithItsOwnersNameOnly() {
        identity.createUser(Actor.engine("r"), "ann", "correct horse", false);
        identity.createUser(Actor.engine("r"), "bob", "correct horse", false);
        String token = identity.logIn("ann", "correct horse", "r", "").secret();
        assertEquals("ann", access.authenticate("ann", token, "r", "").name());
        assertEquals("bob", access.authenticate("bob", "correct horse", "r", "").name());
        assertThrows(EngineException.class, () -> access.authenticate("bob", token, "r", ""));
    }

    @Test
    void theFirstPushMakesTheImageItsPushersAndAlaterOneAnswersTheTag() {
        Manifest one = new Manifest("application/json", new byte[] {1});
        Manifest two = new Manifest("application/json", new byte[] {2});
        access.pushed(user("ann", false), "new/one", Optional.of("latest"), one, 10);
        access.pushed(user("ann", false), "new/one", Optional.of("latest"), two, 20);
        assertEquals(ALL, access.allowed(user("ann", false), "new/one", ALL));
        assertEquals(NONE, access.allowed(user("eve", false), "new/one", ALL));
        assertEquals(List.of(two.digest()), store.read(session -> session.images().pushes("new/one", 9)).stream()
            .map(push -> push.digest()).toList());
        access.deleted(user("ann", false), "new/one", "latest");
        assertEquals(List.of(), store.read(session -> session.images().pushes("new/one", 9)));
    }
}
