package io.leengine.store;

import io.leengine.engine.Actor;
import io.leengine.engine.Applications;
import io.leengine.engine.EngineSettings;
import io.leengine.engine.Images;
import io.leengine.engine.Members;
import io.leengine.engine.Product;
import io.leengine.engine.RegistryAccess;
import io.leengine.engine.application.ApplicationService;
import io.leengine.engine.application.ApplicationWindow;
import io.leengine.engine.application.DomainChecks;
import io.leengine.engine.application.GroupAddresses;
import io.leengine.engine.change.ChangeFeed;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.collection.BlobUse;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.Quota;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.QuotaSubject;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.User;
import io.leengine.engine.domain.Version;
import io.leengine.engine.identity.IdentityService;
import io.leengine.engine.identity.OfflineTokens;
import io.leengine.engine.identity.Passwords;
import io.leengine.engine.identity.Robots;
import io.leengine.engine.identity.StoredKeyRing;
import io.leengine.engine.image.ImageContent;
import io.leengine.engine.image.ImageService;
import io.leengine.engine.image.ManifestReader;
import io.leengine.engine.image.PullCounts;
import io.leengine.engine.image.RegistryAccessService;
import io.leengine.engine.member.MemberService;
import io.leengine.engine.reconcile.KeyedQueue;
import io.leengine.engine.seam.CellRoom;
import io.leengine.engine.seam.InstanceTable;
import io.leengine.engine.seam.Seams;
import io.leengine.spi.registry.RegistryStorage;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The engine's services over a real store, with two cells and no reconciler: what is desired stays as it is asked for. */
final class QuotaWorld implements AutoCloseable {
    final Applications applications;
    final RegistryAccess registry;
    final Members members;
    final Images images;
    private final SqlStore store;
    private final KeyedQueue queue = new KeyedQueue("nothing", 1, (key, request) -> Optional.empty());

    QuotaWorld(SqlStore store) {
        this.store = store;
        Clock clock = Clock.systemUTC();
        Changes changes = new Changes(store, clock);
        Seams seams = new Seams();
        seams.added(SeamKind.REGISTRY_STORAGE, "registry", storage());
        Ids ids = new Ids();
        EngineSettings settings = new EngineSettings(Product.PLATFORM, Path.of("target"), "local", "1", "127.0.0.1:7080",
            "localhost", 1, Path.of("target/none"), Map.of());
        applications = new ApplicationService(store, changes, ids, settings, new InstanceTable(clock), queue,
            new ChangeFeed(), new ImageContent(seams), new ApplicationWindow(seams, new GroupAddresses()),
            new CellRoom(seams), new DomainChecks(seams));
        members = new MemberService(store, changes);
        images = new ImageService(store, changes, ids, seams);
        IdentityService identity = new IdentityService(store, changes, new Passwords(), ids);
        StoredKeyRing keys = new StoredKeyRing(store);
        registry = new RegistryAccessService(store, changes, ids, identity, new Robots(keys),
            new OfflineTokens(keys, identity, clock), new BlobUse(store, clock, BlobUse.USUAL_GRACE), new ManifestReader(seams),
            new PullCounts(store, clock));
    }

    /** A registry that holds every image. */
    private static RegistryStorage storage() {
        return (RegistryStorage) Proxy.newProxyInstance(QuotaWorld.class.getClassLoader(),
            new Class<?>[] {RegistryStorage.class}, (proxy, method, arguments) -> switch (method.getName()) {
                case "tag" -> Optional.of(Samples.digest("x"));
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> "registry";
            });
    }

    /** Adds the cells, where they are not there yet. */
    QuotaWorld withCells() {
        store.write(session -> {
            for (String cell : List.of("east", "west")) {
                session.parts().insert(new Part(SeamKind.SCHEDULER, cell, "p", new TreeMap<>(), 600, Samples.NOW, 1));
            }
            return null;
        });
        return this;
    }

    /** Adds a user and returns it as an actor. */
    Actor user(String name) {
        store.write(session -> {
            session.users().insert(new User("u-" + name, name, "x", false, Samples.NOW));
            return null;
        });
        return new Actor(Actor.Kind.USER, "u-" + name, name, false, "test", "192.0.2.1");
    }

    void limit(QuotaSubject subject, Map<QuotaKind, Long> limits) {
        store.write(session -> {
            session.quotas().put(new Quota(subject, limits, 1));
            return null;
        });
    }

    Map<QuotaKind, Long> used(QuotaSubject subject) {
        return store.read(session -> session.quotas().used(subject.kind(), List.of(subject.id()),
            subject.kind().limits())).getOrDefault(subject.id(), Map.of());
    }

    static Applications.Draft draft(String name) {
        return new Applications.Draft(name, "", "", "", "", true);
    }

    static Applications.Deployment deployment(int east, int west, boolean replace) {
        Version.Settings settings = new Version.Settings(List.of(), new TreeMap<>(Map.of("TOKEN", "hush-hush")), 8080,
            250, 64L << 20, "/", Duration.ofSeconds(1), Duration.ofSeconds(1), 3, Duration.ofSeconds(60),
            Duration.ofSeconds(1));
        return new Applications.Deployment(Optional.of("latest"), Optional.empty(), settings,
            Map.of("east", east, "west", west), 0, replace);
    }

    @Override
    public void close() {
        queue.close();
    }
}
