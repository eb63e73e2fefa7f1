package io.leengine.rest;

import io.leengine.engine.Activities;
import io.leengine.engine.Applications;
import io.leengine.engine.Bundles;
import io.leengine.engine.Certificates;
import io.leengine.engine.CodeBuilds;
import io.leengine.engine.DeployTokens;
import io.leengine.engine.Domains;
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
import io.leengine.engine.RegistryCollections;
import io.leengine.engine.SigningKeys;
import io.leengine.engine.Statistics;
import io.leengine.http.HttpServer;
import io.leengine.http.HttpSettings;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.rest.api.Routes;
import io.leengine.rest.exec.ExecSettings;
import io.leengine.rest.http.ApiHandler;
import io.leengine.rest.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The API behind a real listener, over services in memory. */
final class LiveApi implements Services, AutoCloseable {
    final MemoryApplications applications = new MemoryApplications();
    final MemoryImages images = new MemoryImages();
    final MemoryCodeBuilds codeBuilds = new MemoryCodeBuilds();
    final MemoryIdentity identity = new MemoryIdentity();
    final MemoryLogIns logIns = new MemoryLogIns(identity);
    final MemoryPlatform platform = new MemoryPlatform();
    final MemoryQuotas quotas = new MemoryQuotas();
    final MemoryOperations operations = new MemoryOperations();
    final MemoryBundles bundles = new MemoryBundles();
    final Json json = new Json();
    final ApiHandler handler;
    final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    volatile boolean imagesAbsent;
    private final HttpServer<String> server =
        new HttpServer<>(new HttpSettings("127.0.0.1", 0, List.of("/api"), Duration.ofSeconds(5)));

    LiveApi(Duration heartbeat) {
        this(heartbeat, Duration.ofSeconds(30));
    }

    LiveApi(Duration heartbeat, Duration body) {
        this(heartbeat, body, ExecSettings.USUAL);
    }

    LiveApi(Duration heartbeat, Duration body, ExecSettings exec) {
        handler = new ApiHandler(Routes.of(this, json, exec, Product.PLATFORM), this::identity, json, heartbeat, body);
        server.mount("api", "/api", handler);
    }

    int port() {
        return server.endpoint().port();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.endpoint().url() + "/api/v1" + path))
            .timeout(Duration.ofSeconds(20)).header("Authorization", "Bearer boss");
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    HttpResponse<String> call(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        var request = request(path).method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    JsonNode tree(HttpResponse<String> response) {
        return json.mapper().readTree(response.body());
    }

    @Override
    public Applications applications() {
        return applications;
    }

    @Override
    public Images images() {
        if (imagesAbsent) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "Images cannot be reached.");
        }
        return images;
    }

    // Domains, image groups and members are tried on the real engine: see RealEngine.
    @Override
    public Domains domains() {
        throw new EngineException(ErrorCode.UNAVAILABLE, "There are no domains here.");
    }

    @Override
    public RegistryCollections collections() {
        throw new EngineException(ErrorCode.UNAVAILABLE, "There is no registry here.");
    }

    @Override
    public Certificates certificates() {
        throw new EngineException(ErrorCode.UNAVAILABLE, "There are no certificates here.");
    }

    @Override
    public SigningKeys signingKeys() {
        throw new EngineException(ErrorCode.UNAVAILABLE, "There are no signing keys here.");
    }

    @Override
    public ImageTags imageTags() {
        throw new EngineException(ErrorCode.UNAVAILABLE, "Tags cannot be reached.");
    }

    @Override
    public ImageGroups imageGroups() {
        throw new EngineException(ErrorCode.UNAVAILABLE, "There are no image groups here.");
    }

    @Override
    public ImageSources imageSources() {
        throw new EngineException(ErrorCode.UNAVAILABLE, "There are no sources here.");
    }

    @Override
    public Members members() {
        throw new EngineException(ErrorCode.UNAVAILABLE, "There are no members here.");
    }

    @Override
    public CodeBuilds codeBuilds() {
        return codeBuilds;
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public LogIns logIns() {
        return logIns;
    }

    @Override
    public DeployTokens deployTokens() {
        return identity;
    }

    @Override
    public Activities activities() {
        return platform;
    }

    @Override
    public Quotas quotas() {
        return quotas;
    }

    @Override
    public Statistics statistics() {
        return quotas;
    }

    @Override
    public Operations operations() {
        return operations;
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
    }
}
