package io.leengine.registry;

import io.leengine.engine.Actor;
import io.leengine.engine.RegistryAccess;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.collection.BlobUse;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.identity.DeployTokenService;
import io.leengine.engine.identity.IdentityService;
import io.leengine.engine.identity.OfflineTokens;
import io.leengine.engine.identity.Passwords;
import io.leengine.engine.identity.Robots;
import io.leengine.engine.identity.StoredKeyRing;
import io.leengine.engine.image.ImageSourceService;
import io.leengine.engine.image.ManifestReader;
import io.leengine.engine.image.PullCounts;
import io.leengine.engine.image.RegistryAccessService;
import io.leengine.engine.platform.SecretSettings;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.signing.SigningKeyService;
import io.leengine.http.HttpServer;
import io.leengine.http.HttpSettings;
import io.leengine.model.Credentials;
import io.leengine.registry.fs.FileRegistryStorage;
import io.leengine.store.DatabaseSettings;
import io.leengine.store.SqlStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The registry over the engine's own identity, roles and signing keys in a database. There are a public image, a private
 * one and another private one that nobody belongs to; whoever may do something, or nothing, with the first two has
 * credentials under a name.
 */
final class RealAccess implements AutoCloseable {
    static final String OPEN = "team/open";
    static final String SHUT = "team/shut";
    static final String STRANGE = "strange/shut";
    private static final String PASSWORD = "correct horse battery";

    final SqlStore store;
    final FileRegistryStorage storage;
    final IdentityService identity;
    final ImageSourceService sources;
    final SigningKeyService keys;
    private final HttpServer<String> server = new HttpServer<>(new HttpSettings("127.0.0.1", 0, List.of(), Duration.ofSeconds(5)));
    private final Map<String, Credentials> credentials = new TreeMap<>();
    private final Map<String, String> ids = new TreeMap<>();

    RealAccess(Path folder) {
        store = new SqlStore(DatabaseSettings.inFolder(folder));
        storage = new FileRegistryStorage("main", folder.resolve("registry"));
        Clock clock = Clock.systemUTC();
        Changes changes = new Changes(store, clock);
        Ids fresh = new Ids();
        StoredKeyRing ring = new StoredKeyRing(store);
        Robots robots = new Robots(ring);
        identity = new IdentityService(store, changes, new Passwords(), fresh);
        keys = new SigningKeyService(store, changes, fresh, new SecretSettings(folder), Duration.ofDays(30));
        Seams seams = new Seams();
        seams.added(SeamKind.REGISTRY_STORAGE, "main", storage);
        ManifestReader reader = new ManifestReader(seams);
        sources = new ImageSourceService(store, changes, fresh, new SecretSettings(folder), reader);
        RegistryAccess access = new RegistryAccessService(store, changes, fresh, identity, robots,
            new OfflineTokens(ring, identity, clock), new BlobUse(store, clock, BlobUse.USUAL_GRACE),
            reader, new PullCounts(store, clock));
        server.mount("registry", "/v2", new RegistryHandler(() -> Optional.of(storage), access, sources, keys, clock));
        fill();
        people();
        tokens(new DeployTokenService(store, changes, fresh, identity));
        credentials.put("robot: pulls for an application of it", robots.credentials(Robots.Task.PULL, "hello"));
        credentials.put("robot: pulls for another", robots.credentials(Robots.Task.PULL, "other"));
        credentials.put("robot: builds it", robots.credentials(Robots.Task.BUILD, "build"));
        credentials.put("robot: builds base images", robots.credentials(Robots.Task.BASE, "java"));
    }

    private void fill() {
        store.write(session -> {
            session.images().insert(new Image("open", OPEN, "", true, Instant.EPOCH, "x", 1));
            session.images().insert(new Image("shut", SHUT, "", false, Instant.EPOCH, "x", 1));
            session.images().insert(new Image("strange", STRANGE, "", false, Instant.EPOCH, "x", 1));
            session.applications().insert(new Application("app", "hello", "", SHUT, "h", "g", true, false, Instant.EPOCH, "x", 1));
            session.builds().insert(new CodeBuild("build", "build", "", "https://x/y", "main", "", "Dockerfile", List.of(), SHUT,
                Duration.ofMinutes(1), Instant.EPOCH, "x", 1));
            return null;
        });
    }

    private void people() {
        for (Role role : Role.values()) {
            String id = user(role.name().toLowerCase(Locale.ROOT), false);
            give(id, role);
        }
        user("stranger", false);
        user("root", true);
    }

    private String user(String name, boolean administrator) {
        String id = identity.createUser(Actor.engine("test"), name, PASSWORD, administrator).id();
        ids.put(name, id);
        credentials.put(name, new Credentials(name, identity.logIn(name, PASSWORD, "test", "").secret()));
        return id;
    }

    private void give(String user, Role role) {
        store.write(session -> {
            session.members().put(new Member(ResourceKind.IMAGE, "open", user, role, Instant.EPOCH));
            session.members().put(new Member(ResourceKind.IMAGE, "shut", user, role, Instant.EPOCH));
            return null;
        });
    }

    /** Takes a member out of both images. */
    void take(String name) {
        store.write(session -> {
            session.members().delete(ResourceKind.IMAGE, "open", ids.get(name));
            session.members().delete(ResourceKind.IMAGE, "shut", ids.get(name));
            return null;
        });
    }

    private void tokens(DeployTokenService tokens) {
        Actor root = new Actor(Actor.Kind.USER, ids.get("root"), "root", true, "test", "");
        for (Role role : List.of(Role.GUEST, Role.REPORTER, Role.DEVELOPER, Role.MASTER)) {
            credentials.put("deploy token: " + role.name().toLowerCase(Locale.ROOT), new Credentials("pipeline",
                tokens.create(root, ResourceKind.IMAGE, SHUT, "t-" + role, role, Optional.empty()).secret()));
        }
        credentials.put("deploy token of another image", new Credentials("pipeline",
            tokens.create(root, ResourceKind.IMAGE, STRANGE, "t", Role.MASTER, Optional.empty()).secret()));
    }

    String url() {
        return server.endpoint().url();
    }

    Credentials credentials(String name) {
        return credentials.get(name);
    }

    @Override
    public void close() {
        server.close();
        storage.close();
        store.close();
    }
}
