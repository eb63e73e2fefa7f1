package io.leengine.rest.api;

import io.leengine.engine.Product;
import io.leengine.rest.Services;
import io.leengine.rest.exec.ExecSettings;
import io.leengine.rest.http.Json;
import io.leengine.rest.http.Route;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The whole table. */
public final class Routes {
    /** The collections that a registry alone does not have, by the first segment of their paths. */
    private static final Set<String> OF_THE_PLATFORM = Set.of("applications", "code-builds", "cells",
        "load-balancer-groups", "regions");

    private Routes() {
    }

    /** Returns every route over the engine's services, those of the document itself included. */
    public static List<Route> of(Services services, Json json) {
        return of(services, json, ExecSettings.USUAL, Product.PLATFORM);
    }

    /** As the other, with a word on how commands in instances are held; those that a product has. */
    public static List<Route> of(Services services, Json json, ExecSettings exec, Product product) {
        List<Route> routes = Stream.of(new SessionRoutes(services).routes(), new TokenRoutes(services).routes(),
            new SigningKeyRoutes(services).routes(),
            new UserRoutes(services).routes(), new LogInRoutes(services).routes(), new ApplicationRoutes(services).routes(),
            new VersionRoutes(services).routes(), new DomainRoutes(services).routes(), new ObservationRoutes(services).routes(),
            new ExecRoutes(services, json, exec).routes(),
            new OperationRoutes(services).routes(), new ImageRoutes(services).routes(), new ImageTagRoutes(services).routes(),
            new ImageGroupRoutes(services).routes(), new ImageSourceRoutes(services).routes(),
            new CodeBuildRoutes(services).routes(), new MemberRoutes(services).routes(),
            new PlatformRoutes(services, json).routes(), new PartRoutes(services).routes(),
            new BundleRoutes(services).routes(), new QuotaRoutes(services).routes(),
            new StatisticsRoutes(services).routes(), new CollectionRoutes(services).routes())
            .flatMap(List::stream).filter(route -> isOf(product, route)).toList();
        List<Route> own = new DocumentRoutes(json, routes).routes();
        return Stream.concat(routes.stream(), own.stream()).toList();
    }

    private static boolean isOf(Product product, Route route) {
        return product == Product.PLATFORM || !OF_THE_PLATFORM.contains(route.path().segments().getFirst());
    }
}
