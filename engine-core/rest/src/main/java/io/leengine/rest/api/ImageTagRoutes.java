package io.leengine.rest.api;

import io.leengine.engine.ImageTags;
import io.leengine.engine.access.Permission;
import io.leengine.model.Digest;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Parameter;
import io.leengine.rest.http.Route;
import io.leengine.rest.http.RouteDraft;
import io.leengine.rest.view.FoundTagView;
import io.leengine.rest.view.ImageRulesView;
import io.leengine.rest.view.NewTag;
import io.leengine.rest.view.RetentionView;
import io.leengine.rest.view.TagDetailView;
import io.leengine.rest.view.TagRulesView;
import io.leengine.rest.view.UsageView;
import java.util.List;
import java.util.Optional;

/** Tags and manifests of images one by one, and the rules they live by. */
final class ImageTagRoutes {
    private static final String TAG = "Images";
    private static final String ONE = "/images/{repository}";
    private static final String RULES = "/tag-rules";
    private static final Parameter SEARCH = Parameter.text("search", "Only tags that hold this, that are of an image whose "
        + "name or description holds it, or whose digest begins with it.");

    private final Services services;

    ImageTagRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("searchTags", "GET", "/tags", TAG, "Search the tags of all images one may see").users()
                .query(RouteDraft.LIMIT, RouteDraft.AFTER, SEARCH).itemsOf(FoundTagView.class)
                .handledBy(call -> Answer.page(call, tags().search(call.actor(), call.page()), FoundTagView::of)),
            Route.of("getTag", "GET", ONE + "/tags/{tag}", TAG, "Get a tag").needs(Permission.SEE_IMAGE)
                .described("With its layers, or the manifests of an index, and what is attached to it.")
                .returns(TagDetailView.class).errors(ErrorCode.TIMEOUT).handledBy(call -> Answer.ok(TagDetailView.of(
                    tags().get(call.actor(), repository(call), call.path("tag"))))),
            Route.of("copyTag", "POST", ONE + "/tags", TAG, "Point a tag to what this image, or another, holds")
                .needs(Permission.PUSH_IMAGE)
                .described("Nothing is pulled and pushed: the other image's content is linked here, too. It needs pulling "
                    + "the one and pushing to the other.")
                .body(NewTag.class).creates(TagDetailView.class)
                .untried("the registry's content is not under the database's transaction")
                .errors(ErrorCode.CONFLICT, ErrorCode.QUOTA_EXCEEDED, ErrorCode.TIMEOUT).handledBy(this::copy),
            Route.of("deleteManifest", "DELETE", ONE + "/manifests/{digest}", TAG,
                "Delete a manifest and the tags that point to it").needs(Permission.CHANGE_IMAGE)
                .described("Refused while a live version runs it, or an index holds it. Tried, it tells what would be free.")
                .status(204).errors(ErrorCode.CONFLICT).handledBy(this::deleteManifest),
            Route.of("getImageUsage", "GET", ONE + "/usage", TAG, "Get what an image takes").needs(Permission.READ_IMAGE)
                .returns(UsageView.class)
                .handledBy(call -> Answer.ok(UsageView.of(tags().usage(call.actor(), repository(call))))),
            Route.of("getTagRules", "GET", ONE + RULES, TAG, "Get the rules for an image's tags")
                .needs(Permission.SEE_IMAGE).returns(ImageRulesView.class)
                .handledBy(call -> Answer.ok(ImageRulesView.of(tags().rules(call.actor(), repository(call))))),
            Route.of("setTagRules", "PUT", ONE + RULES, TAG, "Give an image rules of its own for its tags")
                .needs(Permission.CHANGE_IMAGE).body(TagRulesView.class).returns(ImageRulesView.class)
                .described("They take the place of its group's, as a whole. What they do not keep is removed within an hour; "
                    + "`POST` to `retention` tries them before.")
                .handledBy(call -> rules(call, Optional.of(call.body(TagRulesView.class)))),
            Route.of("deleteTagRules", "DELETE", ONE + RULES, TAG, "Take an image's own rules away")
                .needs(Permission.CHANGE_IMAGE).described("Then those of its group are in force, if it has some.")
                .returns(ImageRulesView.class).handledBy(call -> rules(call, Optional.empty())),
            Route.of("getRetention", "GET", ONE + "/retention", TAG, "Tell what the rules would remove, and why")
                .needs(Permission.READ_IMAGE).returns(RetentionView.class).errors(ErrorCode.TIMEOUT)
                .handledBy(call -> retention(call, Optional.empty())),
            Route.of("tryRetention", "POST", ONE + "/retention", TAG, "Tell what other rules would remove, and why")
                .needs(Permission.READ_IMAGE).body(TagRulesView.class).returns(RetentionView.class)
                .untried("it changes nothing anyway").errors(ErrorCode.TIMEOUT)
                .handledBy(call -> retention(call, Optional.of(call.body(TagRulesView.class)))),
            Route.of("getGroupTagRules", "GET", "/image-groups/{name}" + RULES, "Image groups",
                "Get the rules for the tags of a group's images").needs(Permission.SEE_IMAGE_GROUP)
                .returns(TagRulesView.class)
                .handledBy(call -> Answer.ok(TagRulesView.of(tags().groupRules(call.actor(), call.path("name"))))),
            Route.of("setGroupTagRules", "PUT", "/image-groups/{name}" + RULES, "Image groups",
                "Set the rules for the tags of a group's images").needs(Permission.CHANGE_IMAGE_GROUP)
                .described("They are for those of its images that have none of their own.")
                .body(TagRulesView.class).returns(TagRulesView.class)
                .handledBy(call -> Answer.ok(TagRulesView.of(tags().setGroupRules(call.actor(), call.path("name"),
                    call.body(TagRulesView.class).rules())))));
    }

    private Answer copy(Call call) throws InterruptedException {
        NewTag given = call.body(NewTag.class);
        String repository = repository(call);
        tags().copy(call.actor(), repository, given.tag(), given.from().source(repository));
        return Answer.created(TagDetailView.of(tags().get(call.actor(), repository, given.tag())), "images", repository,
            "tags", given.tag());
    }

    private Answer deleteManifest(Call call) throws InterruptedException {
        tags().deleteManifest(call.actor(), repository(call), Digest.parse(call.path("digest")));
        return Answer.noContent();
    }

    private Answer rules(Call call, Optional<TagRulesView> given) {
        return Answer.ok(ImageRulesView.of(tags().setRules(call.actor(), repository(call),
            given.map(TagRulesView::rules))));
    }

    private Answer retention(Call call, Optional<TagRulesView> tried) throws InterruptedException {
        return Answer.ok(RetentionView.of(tags().retention(call.actor(), repository(call),
            tried.map(TagRulesView::rules))));
    }

    private ImageTags tags() {
        return services.imageTags();
    }

    private static String repository(Call call) {
        return call.path("repository");
    }
}
