package io.leengine.rest.api;

import io.leengine.engine.ImageGroups;
import io.leengine.engine.access.Permission;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.IfMatch;
import io.leengine.rest.http.Route;
import io.leengine.rest.view.ImageGroupChange;
import io.leengine.rest.view.ImageGroupView;
import io.leengine.rest.view.NewImageGroup;
import java.util.List;

/** Image groups. */
final class ImageGroupRoutes {
    private static final String TAG = "Image groups";
    private static final String ONE = "/image-groups/{name}";

    private final Services services;

    ImageGroupRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("listImageGroups", "GET", "/image-groups", TAG, "List the image groups one is a member of").users()
                .resourcesOf(ImageGroupView.class)
                .handledBy(call -> Answer.page(call, groups().list(call.actor(), call.selection()),
                    ImageGroupView::of)),
            Route.of("createImageGroup", "POST", "/image-groups", TAG, "Create an empty image group").users()
                .described("Its creator is its Owner.").body(NewImageGroup.class).creates(ImageGroupView.class).etag()
                .errors(ErrorCode.ALREADY_EXISTS).handledBy(this::create),
            Route.of("getImageGroup", "GET", ONE, TAG, "Get an image group").needs(Permission.SEE_IMAGE_GROUP)
                .described("Its images are those that `GET /images` lists with the filter `group`.")
                .returns(ImageGroupView.class).cacheable()
                .handledBy(call -> group(groups().get(call.actor(), call.path("name")))),
            Route.of("changeImageGroup", "PATCH", ONE, TAG, "Change an image group")
                .needs(Permission.CHANGE_IMAGE_GROUP).body(ImageGroupChange.class).returns(ImageGroupView.class).etag()
                .ifMatch(IfMatch.REQUIRED).handledBy(this::change),
            Route.of("deleteImageGroup", "DELETE", ONE, TAG, "Delete an image group")
                .needs(Permission.DELETE_IMAGE_GROUP).described("Refused while it holds images.").status(204)
                .ifMatch(IfMatch.OPTIONAL).errors(ErrorCode.CONFLICT).handledBy(this::delete));
    }

    private Answer create(Call call) {
        NewImageGroup given = call.body(NewImageGroup.class);
        ImageGroup created = groups().create(call.actor(), given.name(), given.description().orElse(""));
        return Answer.created(ImageGroupView.of(created), "image-groups", created.name()).etag(created.revision());
    }

    private Answer change(Call call) {
        var ifMatch = call.ifMatch();
        return group(groups().update(call.actor(), call.path("name"), call.body(ImageGroupChange.class).description(),
            ifMatch));
    }

    private Answer delete(Call call) {
        groups().delete(call.actor(), call.path("name"), call.ifMatch());
        return Answer.noContent();
    }

    private static Answer group(ImageGroup group) {
        return Answer.ok(ImageGroupView.of(group)).etag(group.revision());
    }

    private ImageGroups groups() {
        return services.imageGroups();
    }
}
