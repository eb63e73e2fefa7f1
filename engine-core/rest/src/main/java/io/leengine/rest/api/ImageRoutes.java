package io.leengine.rest.api;

import io.leengine.engine.Images;
import io.leengine.engine.access.Permission;
import io.leengine.engine.domain.Image;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.IfMatch;
import io.leengine.rest.http.Route;
import io.leengine.rest.http.RouteDraft;
import io.leengine.rest.view.ImageChange;
import io.leengine.rest.view.ImageMove;
import io.leengine.rest.view.ImageView;
import io.leengine.rest.view.NewImage;
import io.leengine.rest.view.TagView;
import java.util.List;

/** Images and their tags. */
final class ImageRoutes {
    private static final String TAG = "Images";
    private static final String ONE = "/images/{repository}";

    private final Services services;

    ImageRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("listImages", "GET", "/images", TAG, "List the images one may see")
                .users().described("What is searched for may be in the description, too; `GET /tags` searches tags.")
                .resourcesOf(ImageView.class, RouteDraft.VISIBILITY, RouteDraft.GROUP)
                .handledBy(call -> Answer.page(call, images().list(call.actor(), call.selection()), ImageView::of)),
            Route.of("createImage", "POST", "/images", TAG, "Create an empty image")
                .users().described("Its creator is its Owner. Into a group it comes by a Master of that.")
                .body(NewImage.class).creates(ImageView.class).etag()
                .errors(ErrorCode.ALREADY_EXISTS, ErrorCode.NOT_FOUND).handledBy(this::create),
            Route.of("getImage", "GET", ONE, TAG, "Get an image")
                .needs(Permission.SEE_IMAGE)
                .described("A slash in the repository is sent as `%2F`.").returns(ImageView.class).cacheable()
                .handledBy(call -> image(images().get(call.actor(), repository(call)))),
            Route.of("changeImage", "PATCH", ONE, TAG, "Change an image")
                .needs(Permission.CHANGE_IMAGE).body(ImageChange.class)
                .returns(ImageView.class).etag().ifMatch(IfMatch.REQUIRED)
                .handledBy(this::change),
            Route.of("moveImage", "PUT", ONE + "/group", TAG, "Put an image into a group, or take it out of one")
                .needs(Permission.MOVE_IMAGE)
                .described("Who moves it must be a Master, too, of the group it leaves and of the one it comes into: "
                    + "the members of a group reach its images.")
                .body(ImageMove.class).returns(ImageView.class).etag().ifMatch(IfMatch.REQUIRED)
                .errors(ErrorCode.QUOTA_EXCEEDED).handledBy(this::move),
            Route.of("deleteImage", "DELETE", ONE, TAG, "Delete an image with all its tags")
                .needs(Permission.DELETE_IMAGE).status(204)
                .ifMatch(IfMatch.OPTIONAL).errors(ErrorCode.CONFLICT).handledBy(this::delete),
            Route.of("listTags", "GET", ONE + "/tags", TAG, "List an image's tags")
                .needs(Permission.SEE_IMAGE).pageOf(TagView.class)
                .errors(ErrorCode.TIMEOUT).handledBy(this::tags),
            Route.of("deleteTag", "DELETE", ONE + "/tags/{tag}", TAG, "Delete a tag")
                .needs(Permission.CHANGE_IMAGE).status(204)
                .described("Tried, it tells what would be free.").errors(ErrorCode.CONFLICT).handledBy(this::deleteTag));
    }

    private Answer create(Call call) {
        Image created = images().create(call.actor(), call.body(NewImage.class).draft());
        return Answer.created(ImageView.of(created), "images", created.repository()).etag(created.revision());
    }

    private Answer change(Call call) {
        var ifMatch = call.ifMatch();
        ImageChange given = call.body(ImageChange.class);
        return image(images().update(call.actor(), repository(call), given.description(), given.isPublic(), ifMatch));
    }

    private Answer move(Call call) {
        var ifMatch = call.ifMatch();
        return image(images().move(call.actor(), repository(call), call.body(ImageMove.class).group(), ifMatch));
    }

    private Answer delete(Call call) throws InterruptedException {
        images().delete(call.actor(), repository(call), call.ifMatch());
        return Answer.noContent();
    }

    private Answer tags(Call call) throws InterruptedException {
        return Answer.page(call, images().tags(call.actor(), repository(call), call.page()), TagView::of);
    }

    private Answer deleteTag(Call call) throws InterruptedException {
        images().deleteTag(call.actor(), repository(call), call.path("tag"));
        return Answer.noContent();
    }

    private static Answer image(Image image) {
        return Answer.ok(ImageView.of(image)).etag(image.revision());
    }

    private Images images() {
        return services.images();
    }

    private static String repository(Call call) {
        return call.path("repository");
    }
}
