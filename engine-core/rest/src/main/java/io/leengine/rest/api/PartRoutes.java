package io.leengine.rest.api;

import io.leengine.engine.Platform;
import io.leengine.engine.domain.SeamKind;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Cursors;
import io.leengine.rest.http.IfMatch;
import io.leengine.rest.http.Route;
import io.leengine.rest.view.NewPart;
import io.leengine.rest.view.PartView;
import io.leengine.rest.view.PluginView;
import java.util.List;

/** The boss side: parts, plugins, bundles. */
final class PartRoutes {
    private static final String TAG = "Parts and plugins";
    private static final String ONE = "/parts/{seam}/{name}";
    private static final String BOSS = "For administrators.";

    private final Services services;

    PartRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("listParts", "GET", "/parts", TAG, "List configured parts")
                .administrators().described(BOSS)
                .listOf(PartView.class).handledBy(call -> Answer.page(call,
                    Cursors.cut(platform().parts(call.actor()), call.page(), details -> details.part().name()),
                    PartView::of)),
            Route.of("createPart", "POST", "/parts", TAG, "Add a part: a cell, a group, a storage")
                .administrators().described(BOSS)
                .body(NewPart.class).creates(PartView.class).etag()
                .errors(ErrorCode.ALREADY_EXISTS).handledBy(this::create),
            Route.of("getPart", "GET", ONE, TAG, "Get a part")
                .administrators().described(BOSS).returns(PartView.class).etag()
                .handledBy(this::get),
            Route.of("replacePart", "PUT", ONE, TAG, "Change a part's plugin, settings and node limit")
                .administrators()
                .described(BOSS).body(NewPart.class).returns(PartView.class).etag().ifMatch(IfMatch.REQUIRED)
                .errors(ErrorCode.CONFLICT).handledBy(this::replace),
            Route.of("deletePart", "DELETE", ONE, TAG, "Remove a part")
                .administrators().described(BOSS).status(204)
                .ifMatch(IfMatch.OPTIONAL).errors(ErrorCode.CONFLICT).handledBy(this::delete),
            Route.of("listPlugins", "GET", "/plugins", TAG, "List plugins with the settings they take")
                .administrators().described(BOSS).listOf(PluginView.class).handledBy(call ->
                    Answer.page(call, Cursors.cut(platform().plugins(call.actor()), call.page(), Platform.Plugin::id),
                        PluginView::of)),
            Route.of("getPlugin", "GET", "/plugins/{id}", TAG, "Get a plugin with the settings it takes")
                .administrators().described(BOSS)
                .returns(PluginView.class).handledBy(this::plugin));
    }

    private Answer plugin(Call call) {
        return Answer.ok(PluginView.of(platform().plugins(call.actor()).stream()
            .filter(plugin -> plugin.id().equals(call.path("id"))).findFirst()
            .orElseThrow(() -> EngineException.notFound("plugin", call.path("id")))));
    }

    private Answer create(Call call) {
        var created = platform().create(call.actor(), call.body(NewPart.class).draft());
        var part = created.part();
        return Answer.created(PartView.of(created), "parts", part.seam().label(), part.name()).etag(part.revision());
    }

    private Answer get(Call call) {
        SeamKind seam = SeamKind.of(call.path("seam"));
        return part(platform().parts(call.actor()).stream()
            .filter(details -> details.part().seam() == seam && details.part().name().equals(call.path("name")))
            .findFirst().orElseThrow(() -> EngineException.notFound("part", seam.label() + "/" + call.path("name"))));
    }

    private Answer replace(Call call) {
        var ifMatch = call.ifMatch();
        SeamKind seam = SeamKind.of(call.path("seam"));
        var draft = call.body(NewPart.class).draft(seam, call.path("name"));
        return part(platform().update(call.actor(), seam, call.path("name"), draft, ifMatch));
    }

    private Answer delete(Call call) {
        platform().delete(call.actor(), SeamKind.of(call.path("seam")), call.path("name"), call.ifMatch());
        return Answer.noContent();
    }

    private static Answer part(Platform.PartDetails details) {
        return Answer.ok(PartView.of(details)).etag(details.part().revision());
    }

    private Platform platform() {
        return services.platform();
    }
}
