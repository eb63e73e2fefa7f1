package io.leengine.rest.api;

import io.leengine.engine.RegistryCollections;
import io.leengine.engine.domain.CollectionRun;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Route;
import io.leengine.rest.http.RouteDraft;
import io.leengine.rest.view.NewRegistryCollection;
import io.leengine.rest.view.RegistryCollectionView;
import java.util.List;

/** Collections of what nothing in the registry refers to any more. */
final class CollectionRoutes {
    private static final String TAG = "Collections";
    private static final String BOSS = "For administrators.";

    private final Services services;

    CollectionRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("listCollections", "GET", "/registry/collections", TAG, "List collections of the registry, newest first")
                .administrators().described(BOSS).query(RouteDraft.LIMIT, RouteDraft.AFTER)
                .itemsOf(RegistryCollectionView.class).handledBy(call -> Answer.page(call,
                    collections().list(call.actor(), call.page()), RegistryCollectionView::of)),
            Route.of("startCollection", "POST", "/registry/collections", TAG, "Free what nothing in the registry refers to")
                .administrators()
                .described("For administrators. Links of repositories to blobs, blobs, and uploads nobody goes on with; "
                    + "nothing that a push relied upon within the grace time. Pushes and pulls go on meanwhile. One at a "
                    + "time. With `countOnly` it takes nothing, and its figures tell what would go.")
                .body(NewRegistryCollection.class).status(202).returns(RegistryCollectionView.class).begins()
                .errors(ErrorCode.CONFLICT, ErrorCode.UNSUPPORTED).handledBy(this::start),
            Route.of("getCollection", "GET", "/registry/collections/{id}", TAG, "Tell how a collection goes")
                .administrators().described(BOSS).returns(RegistryCollectionView.class)
                .handledBy(call -> Answer.ok(RegistryCollectionView.of(
                    collections().get(call.actor(), call.path("id"))))),
            Route.of("cancelCollection", "DELETE", "/registry/collections/{id}", TAG, "End a collection that runs")
                .administrators().described("For administrators. What was taken until then stays away.").status(204)
                .errors(ErrorCode.CONFLICT).handledBy(call -> {
                    collections().cancel(call.actor(), call.path("id"));
                    return Answer.noContent();
                }));
    }

    private Answer start(Call call) {
        CollectionRun run = collections().start(call.actor(), call.body(NewRegistryCollection.class).countOnly());
        return OperationRoutes.begun(services, Answer.of(202, RegistryCollectionView.of(run)), "registry.collect", run.id());
    }

    private RegistryCollections collections() {
        return services.collections();
    }
}
