package io.leengine.rest;

import io.leengine.engine.Activities;
import io.leengine.engine.Actor;
import io.leengine.engine.Applications;
import io.leengine.engine.Bundles;
import io.leengine.engine.Certificates;
import io.leengine.engine.CodeBuilds;
import io.leengine.engine.DeployTokens;
import io.leengine.engine.Domains;
import io.leengine.engine.EngineSettings;
import io.leengine.engine.Identity;
import io.leengine.engine.ImageGroups;
import io.leengine.engine.ImageSources;
import io.leengine.engine.ImageTags;
import io.leengine.engine.Images;
import io.leengine.engine.LogIns;
import io.leengine.engine.Members;
import io.leengine.engine.Operations;
import io.leengine.engine.Platform;
import io.leengine.engine.Product;
import io.leengine.engine.Quotas;
import io.leengine.engine.RegistryAccess;
import io.leengine.engine.RegistryCollections;
import io.leengine.engine.SigningKeys;
import io.leengine.engine.Statistics;
import io.leengine.engine.application.ApplicationService;
import io.leengine.engine.application.ApplicationWindow;
import io.leengine.engine.application.DomainChecks;
import io.leengine.engine.application.DomainService;
import io.leengine.engine.application.GroupAddresses;
import io.leengine.engine.build.BaseImage;
import io.leengine.engine.build.BuildRunner;
import io.leengine.engine.build.CodeBuildService;
import io.leengine.engine.certificate.CertificateService;
import io.leengine.engine.change.ChangeFeed;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.collection.BlobUse;
import io.leengine.engine.collection.CollectionService;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.identity.DeployTokenService;
import io.leengine.engine.identity.IdentityService;
import io.leengine.engine.identity.LogInService;
import io.leengine.engine.identity.OfflineTokens;
import io.leengine.engine.identity.Passwords;
import io.leengine.engine.identity.Robots;
import io.leengine.engine.identity.StoredKeyRing;
import io.leengine.engine.image.ImageContent;
import io.leengine.engine.image.ImageGroupService;
import io.leengine.engine.image.ImageService;
import io.leengine.engine.image.ImageSourceService;
import io.leengine.engine.image.ImageTagService;
import io.leengine.engine.image.ManifestIndex;
import io.leengine.engine.image.ManifestReader;
import io.leengine.engine.image.PullCounts;
import io.leengine.engine.image.RegistryAccessService;
import io.leengine.engine.image.RetentionPass;
import io.leengine.engine.member.MemberService;
import io.leengine.engine.operation.OperationService;
import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.platform.ActivityService;
import io.leengine.engine.platform.SecretSettings;
import io.leengine.engine.platform.StatisticsService;
import io.leengine.engine.quota.QuotaService;
import io.leengine.engine.reconcile.KeyedQueue;
import io.leengine.engine.seam.CellRoom;
import io.leengine.engine.seam.InstanceTable;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.signing.SigningKeyService;
import io.leengine.engine.store.Store;
import io.leengine.http.HttpServer;
import io.leengine.http.HttpSettings;
import io.leengine.registry.fs.FileRegistryStorage;
import io.leengine.rest.api.Routes;
import io.leengine.rest.http.ApiHandler;
import io.leengine.rest.http.Json;
import io.leengine.rest.http.Route;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.store.DatabaseSettings;
import io.leengine.store.SqlStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * The API behind a real listener, over the engine's own services, an SQL database and a registry's storage on disk. No
 * reconciler runs, and there is no cell: what is asked of one answers that it is not there.
 */
final class RealEngine implements Services, AutoCloseable {
    static final String CELL = "room-1";
    private static final String PASSWORD = "correct horse battery";

    /** What was answered. */
    record Answered(int status, String body, HttpResponse<InputStream> response) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    final Json json = new Json();
    final Seams seams = new Seams();
    final InstanceTable table = new InstanceTable(Clock.systemUTC());
    final SqlStore store;
    final RegistryStorage storage;
    final RegistryAccess registry;
    final List<Route> routes;
    private final MemoryPlatform platform = new MemoryPlatform();
    private final MemoryBundles bundles = new MemoryBundles();
    private final Applications applications;
    private final Domains domains;
    private final Certificates certificates;
    private final SigningKeyService signingKeys;
    private final Images images;
    private final ImageTags tags;
    private final ImageSources sources;
    final PullCounts pulls;
    final ManifestIndex index;
    final RetentionPass retention;
    private final ImageGroups groups;
    private final Members members;
    private final CodeBuilds builds;
    private final OperationService operations;
    private final IdentityService identity;
    private final DeployTokenService deployTokens;
    private final LogInService logIns;
    private final Activities activities;
    private final Quotas quotas;
    private final Statistics statistics;
    private final RegistryCollections collections;
    private final FileRegistryStorage files;
    private final KeyedQueue queue = new KeyedQueue("idle", 1, (key, request) -> Optional.empty());
    private final BaseImage baseImage;
    private final BuildRunner runner;
    private final ApiHandler handler;
    private final HttpServer<String> server =
        new HttpServer<>(new HttpSettings("127.0.0.1", 0, List.of("/api"), Duration.ofSeconds(5)));
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> ids = new TreeMap<>();
    private final Map<String, String> tokens = new TreeMap<>();

    RealEngine(Path folder) {
        this(DatabaseSettings.inFolder(folder), folder);
    }

    RealEngine(DatabaseSettings database, Path folder) {
        store = new SqlStore(database);
        files = new FileRegistryStorage("main", folder.resolve("registry"));
        storage = files;
        seams.added(SeamKind.REGISTRY_STORAGE, "main", files);
        Clock clock = Clock.systemUTC();
        Ids fresh = new Ids();
        Changes changes = new Changes(store, clock);
        ChangeFeed feed = new ChangeFeed();
        StoredKeyRing keys = new StoredKeyRing(store);
        Robots robots = new Robots(keys);
        EngineSettings settings = new EngineSettings(Product.PLATFORM, folder, "local", "1", "127.0.0.1:1", "localhost", 1,
            folder.resolve("none"), Map.of());
        identity = new IdentityService(store, changes, new Passwords(), fresh);
        deployTokens = new DeployTokenService(store, changes, fresh, identity);
        logIns = new LogInService(store, changes, new Passwords(), fresh, seams, identity);
        baseImage = new BaseImage(seams, robots, settings.registryAddress());
        runner = new BuildRunner(store, seams, robots, baseImage, feed, clock, settings.registryAddress(),
            Ownership.alone());
        DomainChecks checks = new DomainChecks(seams);
        domains = new DomainService(store, changes, seams, checks, queue, queue, feed);
        SecretSettings secrets = new SecretSettings(folder);
        certificates = new CertificateService(store, changes, secrets, group -> { });
        signingKeys = new SigningKeyService(store, changes, fresh, secrets, Duration.ofDays(30));
        applications = new ApplicationService(store, changes, fresh, settings, table, queue, feed,
            new ImageContent(seams), new ApplicationWindow(seams, new GroupAddresses()),
            new CellRoom(seams), checks);
        images = new ImageService(store, changes, fresh, seams);
        groups = new ImageGroupService(store, changes, fresh);
        members = new MemberService(store, changes);
        builds = new CodeBuildService(store, changes, fresh, seams, runner, feed);
        operations = new OperationService(store, table, queue::problem, clock);
        activities = new ActivityService(store);
        quotas = new QuotaService(store, changes);
        statistics = new StatisticsService(store);
        // Nobody carries them out.
        collections = new CollectionService(store, changes, fresh, seams, () -> { });
        ManifestReader reader = new ManifestReader(seams);
        sources = new ImageSourceService(store, changes, fresh, secrets, reader);
        BlobUse use = new BlobUse(store, clock, BlobUse.USUAL_GRACE);
        pulls = new PullCounts(store, clock);
        registry = new RegistryAccessService(store, changes, fresh, identity, robots,
            new OfflineTokens(keys, identity, clock), use, reader, pulls);
        tags = new ImageTagService(store, changes, seams, reader, use);
        index = new ManifestIndex(store, seams, clock, reader, Ownership.alone());
        retention = new RetentionPass(store, changes, seams, Ownership.alone());
        store.write(session -> {
            session.parts().insert(new Part(SeamKind.SCHEDULER, CELL, "none", new TreeMap<>(), 600, Instant.EPOCH, 1));
            return null;
        });
        routes = Routes.of(this, json);
        handler = new ApiHandler(routes, this::identity, json, Duration.ofSeconds(15));
        server.mount("api", "/api", handler);
    }

    Store store() {
        return store;
    }

    /** Adds a user, with a token to send. */
    RealEngine with(String user, boolean administrator) {
        var added = identity.createUser(Actor.engine("test"), user, PASSWORD, administrator);
        ids.put(user, added.id());
        tokens.put(user, identity.logIn(user, PASSWORD, "test", "").secret());
        return this;
    }

    String id(String user) {
        return ids.get(user);
    }

    Actor actor(String user, boolean administrator) {
        return user.isEmpty() ? Actor.anonymous("test", "")
            : new Actor(Actor.Kind.USER, id(user), user, administrator, "test", "");
    }

    /** Sends a request as a user, as nobody when the name is empty; of a stream only the beginning is awaited. */
    Answered call(String user, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.endpoint().url() + "/api/v1" + path))
            .timeout(Duration.ofSeconds(20)).method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!user.isEmpty()) {
            request.header("Authorization", "Bearer " + tokens.get(user));
        }
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream content = response.body()) {
            boolean stream = response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
            return new Answered(response.statusCode(),
                stream ? "" : new String(content.readAllBytes(), StandardCharsets.UTF_8), response);
        }
    }

    Answered get(String user, String path) throws IOException, InterruptedException {
        return call(user, "GET", path, "");
    }

    JsonNode tree(Answered answered) {
        return json.mapper().readTree(answered.body());
    }

    @Override
    public Applications applications() {
        return applications;
    }

    @Override
    public Domains domains() {
        return domains;
    }

    @Override
    public Certificates certificates() {
        return certificates;
    }

    @Override
    public SigningKeys signingKeys() {
        return signingKeys;
    }

    @Override
    public Images images() {
        return images;
    }

    @Override
    public ImageTags imageTags() {
        return tags;
    }

    @Override
    public ImageGroups imageGroups() {
        return groups;
    }

    @Override
    public ImageSources imageSources() {
        return sources;
    }

    @Override
    public Members members() {
        return members;
    }

    @Override
    public CodeBuilds codeBuilds() {
        return builds;
    }

    @Override
    public Operations operations() {
        return operations;
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public DeployTokens deployTokens() {
        return deployTokens;
    }

    @Override
    public LogIns logIns() {
        return logIns;
    }

    @Override
    public Activities activities() {
        return activities;
    }

    @Override
    public Quotas quotas() {
        return quotas;
    }

    @Override
    public RegistryCollections collections() {
        return collections;
    }

    @Override
    public Statistics statistics() {
        return statistics;
    }

    @Override
    public Bundles bundles() {
        return bundles;
    }

    @Override
    public Platform platform() {
        return platform;
    }

    @Override
    public void close() {
        handler.close();
        server.close();
        client.close();
        retention.close();
        index.close();
        operations.close();
        queue.close();
        runner.close();
        baseImage.close();
        files.close();
        store.close();
    }
}
