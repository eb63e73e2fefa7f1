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
import io.leengine.engine.Quotas;
import io.leengine.engine.RegistryCollections;
import io.leengine.engine.SigningKeys;
import io.leengine.engine.Statistics;
import io.leengine.http.HttpEndpoint;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.rest.api.Routes;
import io.leengine.rest.exec.ExecSettings;
import io.leengine.rest.http.ApiHandler;
import io.leengine.rest.http.Json;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * REST v1 in the framework. Only the platform itself must be there; whatever else of the engine is absent at a moment
 * answers 503, so that health can be asked for all through the start, and a swap cuts no stream that does not need it.
 */
@Component(service = HttpHandler.class, property = HttpEndpoint.PATH + "=/api")
public final class RestComponent implements HttpHandler, Services {
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final Platform platform;
    private final ApiHandler handler;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile Applications applications;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile Domains domains;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile Certificates certificates;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile Images images;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile ImageTags imageTags;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile ImageGroups imageGroups;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile ImageSources imageSources;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile Members members;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile CodeBuilds codeBuilds;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile Identity identity;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile LogIns logIns;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile DeployTokens deployTokens;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile SigningKeys signingKeys;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile Activities activities;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile Bundles bundles;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile Quotas quotas;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile Statistics statistics;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile Operations operations;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    volatile RegistryCollections collections;

    /** Makes the table over whatever services there are at each request. */
    @Activate
    public RestComponent(BundleContext context, @Reference Platform platform) {
        this.platform = platform;
        Json json = new Json();
        this.handler = new ApiHandler(Routes.of(this, json, ExecSettings.of(context::getProperty), platform.product()),
            this::identity, json, HEARTBEAT);
    }

    /** Ends every stream. */
    @Deactivate
    void close() {
        handler.close();
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        handler.handleRequest(exchange);
    }

    @Override
    public Applications applications() {
        return present(applications, "The engine's applications");
    }

    @Override
    public Domains domains() {
        return present(domains, "The engine's domains");
    }

    @Override
    public Certificates certificates() {
        return present(certificates, "The engine's certificates");
    }

    @Override
    public Images images() {
        return present(images, "The engine's images");
    }

    @Override
    public ImageTags imageTags() {
        return present(imageTags, "The engine's tags of images");
    }

    @Override
    public ImageGroups imageGroups() {
        return present(imageGroups, "The engine's image groups");
    }

    @Override
    public ImageSources imageSources() {
        return present(imageSources, "The engine's sources of image groups");
    }

    @Override
    public Members members() {
        return present(members, "The engine's members");
    }

    @Override
    public CodeBuilds codeBuilds() {
        return present(codeBuilds, "The engine's code builds");
    }

    @Override
    public Identity identity() {
        return present(identity, "The engine's log-in");
    }

    @Override
    public LogIns logIns() {
        return present(logIns, "The engine's log-in at identity providers");
    }

    @Override
    public DeployTokens deployTokens() {
        return present(deployTokens, "The engine's deploy tokens");
    }

    @Override
    public SigningKeys signingKeys() {
        return present(signingKeys, "The engine's signing keys");
    }

    @Override
    public Activities activities() {
        return present(activities, "The engine's activity");
    }

    @Override
    public Operations operations() {
        return present(operations, "The engine's operations");
    }

    @Override
    public Bundles bundles() {
        return present(bundles, "The engine's bundles");
    }

    @Override
    public Quotas quotas() {
        return present(quotas, "The engine's quotas");
    }

    @Override
    public RegistryCollections collections() {
        return present(collections, "The engine's collections of the registry");
    }

    @Override
    public Statistics statistics() {
        return present(statistics, "The engine's statistics");
    }

    @Override
    public Platform platform() {
        return platform;
    }

    private static <T> T present(T service, String what) {
        if (service == null) {
            throw new EngineException(ErrorCode.UNAVAILABLE, what + " cannot be reached at this moment.")
                .withNextStep("Try again in a few seconds.");
        }
        return service;
    }
}
