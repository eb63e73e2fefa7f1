package io.leengine.rest.api;

import io.leengine.rest.Services;
import io.leengine.rest.http.Json;
import io.leengine.rest.http.Route;
import java.util.List;
import java.util.stream.Stream;

/** The whole table. */
public final class Routes {
    private Routes() {
    }

    /** Returns every route over the engine's services, those of the document itself included. */
    public static List<Route> of(Services services, Json json) {
        List<Route> routes = Stream.of(new SessionRoutes(services).routes(), new ApplicationRoutes(services).routes(),
            new VersionRoutes(services).routes(), new ObservationRoutes(services).routes(),
            new OperationRoutes(services).routes(), new ImageRoutes(services).routes(),
            new ImageGroupRoutes(services).routes(),
            new CodeBuildRoutes(services).routes(), new MemberRoutes(services).routes(),
            new PlatformRoutes(services).routes(), new PartRoutes(services).routes(), new BundleRoutes(services).routes())
            .flatMap(List::stream).toList();
        List<Route> own = new DocumentRoutes(json, routes).routes();
        return Stream.concat(routes.stream(), own.stream()).toList();
    }
}
