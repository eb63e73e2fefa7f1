package io.leengine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.ImageSources.Draft;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.model.Credentials;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A group's source on the real engine and database: who sets it, who pulls, and what is known of it afterwards. */
@Timeout(120)
class CachedGroupTest {
    private static final Duration FRESH = Duration.ofHours(1);
    @TempDir
    Path folder;
    private TestRegistry other;
    private RegistryClient there;
    private RealAccess here;
    private Actor root;

    @BeforeEach
    void serve() {
        other = new TestRegistry(folder.resolve("other"), 0);
        there = new RegistryClient(other.url(), "ann");
        here = new RealAccess(folder.resolve("here"));
        String id = id("root");
        root = new Actor(Actor.Kind.USER, id, "root", true, "test", "");
        here.store.write(session -> {
            session.imageGroups().insert(new ImageGroup("g", "hub", "", Instant.EPOCH, "root", 1));
            for (Role role : List.of(Role.GUEST, Role.REPORTER, Role.OWNER)) {
                String user = session.users().byName(role.name().toLowerCase(Locale.ROOT)).orElseThrow().id();
                session.members().put(new Member(ResourceKind.IMAGE_GROUP, "g", user, role, Instant.EPOCH));
            }
            return null;
        });
    }

    @AfterEach
    void stop() {
        here.close();
        there.close();
        other.close();
    }

    private String id(String name) {
        return here.store.read(session -> session.users().byName(name)).orElseThrow().id();
    }

    private int status(String name, String method, String path) throws Exception {
        Credentials given = here.credentials(name);
        try (RegistryClient client = new RegistryClient(here.url(), "Basic " + Base64.getEncoder().encodeToString(
                (given.name() + ":" + given.secret()).getBytes(StandardCharsets.UTF_8)))) {
            return client.status(method, path);
        }
    }

    @Test
    void reportersOfTheGroupPullAndTheImageIsMadeInIt() throws Exception {
        Digest digest = there.image("library/hello", "v1", RegistryTest.bytes(1_000));
        here.sources.set(root, "hub", new Draft(other.url(), "ann", "ann-secret", FRESH));
        String tag = "/v2/hub/library/hello/manifests/v1";
        assertEquals(404, status("guest", "GET", tag));
        assertEquals(404, status("stranger", "GET", tag));
        assertTrue(here.store.read(session -> session.images().byRepository("hub/library/hello")).isEmpty());
        assertEquals(200, status("reporter", "GET", tag));
        Image image = here.store.read(session -> session.images().byRepository("hub/library/hello")).orElseThrow();
        assertEquals(Optional.of("hub"), image.group());
        assertFalse(image.isPublic());
        assertEquals(digest, here.store.read(session -> session.images().push("hub/library/hello", "v1")).orElseThrow()
            .digest());
        assertEquals(403, status("owner", "POST", "/v2/hub/library/hello/blobs/uploads/"));
        assertEquals(404, status("stranger", "POST", "/v2/hub/mine/blobs/uploads/"));
    }

    @Test
    void theSecretIsSealedAndKeptForTheSameAddressOnly() {
        here.sources.set(root, "hub", new Draft("https://one.example.org/", "ann", "ann-secret", FRESH));
        assertEquals("", here.sources.get(root, "hub").password());
        assertFalse(here.store.read(session -> session.imageGroups().source("hub")).orElseThrow().password()
            .contains("ann-secret"));
        here.sources.set(root, "hub", new Draft("https://one.example.org", "ann", "", FRESH.dividedBy(2)));
        assertEquals("ann-secret", here.sources.serving("hub/x").orElseThrow().password());
        here.sources.set(root, "hub", new Draft("https://two.example.org", "ann", "", FRESH));
        assertEquals("", here.sources.serving("hub/x").orElseThrow().password());
        here.sources.clear(root, "hub");
        assertEquals(Optional.empty(), here.sources.serving("hub/x"));
        assertEquals(ErrorCode.NOT_FOUND, assertThrows(EngineException.class, () -> here.sources.get(root, "hub")).code());
    }

    @Test
    void onlyAnAdministratorSetsItAndOnlyWhereNothingWasPushed() {
        Draft draft = new Draft("https://one.example.org", "", "", FRESH);
        Actor owner = new Actor(Actor.Kind.USER, id("owner"), "owner", false, "test", "");
        assertEquals(ErrorCode.FORBIDDEN,
            assertThrows(EngineException.class, () -> here.sources.set(owner, "hub", draft)).code());
        here.store.write(session -> {
            session.images().insert(new Image("i", "hub/pushed", "", false, Instant.EPOCH, "x", 1));
            return null;
        });
        assertEquals(ErrorCode.CONFLICT,
            assertThrows(EngineException.class, () -> here.sources.set(root, "hub", draft)).code());
    }

    @Test
    void anAddressIsCheckedAtTheDoor() {
        for (String url : List.of("", "x", "ftp://a", "https://", "https://u:secret@a", "https://a?x=y", "https://a#b",
            "https://a:0", "https://a:65536", "https://a/../b", "https://a/B", "https://a/%2e", "file:///etc")) {
            EngineException e = assertThrows(EngineException.class,
                () -> here.sources.set(root, "hub", new Draft(url, "", "", FRESH)), url);
            assertEquals(ErrorCode.INVALID, e.code(), url);
            assertEquals("url", e.field().orElseThrow());
            assertFalse(e.getMessage().contains("secret"), e.getMessage());
        }
    }
}
