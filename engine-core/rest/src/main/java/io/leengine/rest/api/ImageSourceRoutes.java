package io.leengine.rest.api;

import io.leengine.engine.ImageSources;
import io.leengine.engine.access.Permission;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Route;
import io.leengine.rest.view.ImageSourceView;
import io.leengine.rest.view.NewImageSource;
import java.util.List;

/** Other registries that image groups cache. */
final class ImageSourceRoutes {
    private static final String TAG = "Image groups";
    private static final String SOURCE = "/image-groups/{name}/source";

    private final Services services;

    ImageSourceRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("getImageSource", "GET", SOURCE, TAG, "Get which other registry an image group caches")
                .needs(Permission.SEE_IMAGE_GROUP).returns(ImageSourceView.class)
                .handledBy(call -> Answer.ok(ImageSourceView.of(sources().get(call.actor(), call.path("name"))))),
            Route.of("setImageSource", "PUT", SOURCE, TAG, "Make an image group a cache of another registry").administrators()
                .described("For administrators, since the engine calls what it says. `group/path` is `path` there: it is "
                    + "fetched when somebody who may pull asks for it. Refused while there are images of such names that "
                    + "were pushed here.")
                .body(NewImageSource.class).returns(ImageSourceView.class).errors(ErrorCode.CONFLICT).handledBy(this::set),
            Route.of("clearImageSource", "DELETE", SOURCE, TAG, "Make an image group no cache any more").administrators()
                .described("For administrators. What is there stays, as images like others.").status(204)
                .handledBy(this::clear));
    }

    private Answer set(Call call) {
        return Answer.ok(ImageSourceView.of(sources().set(call.actor(), call.path("name"),
            call.body(NewImageSource.class).draft())));
    }

    private Answer clear(Call call) {
        sources().clear(call.actor(), call.path("name"));
        return Answer.noContent();
    }

    private ImageSources sources() {
        return services.imageSources();
    }
}
