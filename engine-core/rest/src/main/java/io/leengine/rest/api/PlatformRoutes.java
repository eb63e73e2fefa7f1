package io.leengine.rest.api;

import io.leengine.engine.Actor;
import io.leengine.engine.Platform;
import io.leengine.engine.access.Permission;
import io.leengine.engine.domain.ActivityFilter;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Content;
import io.leengine.rest.http.Cursors;
import io.leengine.rest.http.Json;
import io.leengine.rest.http.Parameter;
import io.leengine.rest.http.Route;
import io.leengine.rest.http.RouteDraft;
import io.leengine.rest.view.ActivityView;
import io.leengine.rest.view.CellView;
import io.leengine.rest.view.DomainView;
import io.leengine.rest.view.EngineView;
import io.leengine.rest.view.GroupView;
import io.leengine.rest.view.RegionView;
import io.leengine.rest.view.StatusView;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The platform as all see it: health, cells, groups, activity. */
final class PlatformRoutes {
    private static final String TAG = "Platform";
    private static final Parameter KIND = Parameter.word("kind",
        Arrays.stream(ResourceKind.values()).map(ResourceKind::label).toList(), null, "Only of this kind of resource.");
    private static final Parameter RESOURCE = Parameter.text("resource", "Only of the resource of this name.");

    private static final Parameter ACTOR = Parameter.text("actor", "Only by the actor of this name.");
    private static final Parameter ACTION =
        Parameter.text("action", "Only of this action, for example `application.deploy`.");
    private static final Parameter FROM = Parameter.time("from", "Only from this time on.");
    private static final Parameter TO = Parameter.time("to", "Only before this time.");

    private final Services services;
    private final Json json;

    PlatformRoutes(Services services, Json json) {
        this.services = services;
        this.json = json;
    }

    List<Route> routes() {
        return List.of(
            Route.of("getHealth", "GET", "/health", TAG, "Tell whether this engine is ready, and what is missing").open()
                .described("For a balancer before several engines: the same body with status 503 while it is not ready, "
                    + "which is when its database does not answer, and when it has just started and waits for its parts, 30 s "
                    + "at most. A part that is away later, a cell say, is told in `missing` with status 200: only requests "
                    + "that need it are refused.").returns(StatusView.class)
                .handledBy(this::health),
            Route.of("listRegions", "GET", "/regions", TAG, "List regions: the one this engine serves")
                .users().listOf(RegionView.class).handledBy(call -> Answer.page(call,
                    Cursors.cut(platform().regions(call.actor()), call.page(), Platform.Region::name), RegionView::of)),
            Route.of("listCells", "GET", "/cells", TAG, "List cells")
                .users().listOf(CellView.class).handledBy(call ->
                Answer.page(call, Cursors.cut(platform().cells(call.actor()), call.page(), Platform.Cell::name),
                    CellView::of)),
            Route.of("listEngines", "GET", "/engines", TAG, "List the engines side by side")
                .administrators().described("For administrators.")
                .listOf(EngineView.class).handledBy(call -> Answer.page(call,
                    Cursors.cut(platform().engines(call.actor()), call.page(), engine -> engine.name() + " " + engine.id()),
                    EngineView::of)),
            Route.of("getCell", "GET", "/cells/{name}", TAG, "Get a cell with its nodes")
                .users().returns(CellView.class)
                .handledBy(call -> Answer.ok(CellView.of(platform().cell(call.actor(), call.path("name"))))),
            drain("drainCell", "drain", true, "Move a cell's traffic to the other cells",
                "For administrators. Instances go on running, and new ones may come; they get no requests while "
                    + "their version has a ready instance in a cell that is not drained. What no other cell could serve stays "
                    + "served from there: `heldBy` counts those applications. Repeated: does nothing."),
            drain("undrainCell", "undrain", false, "Let a cell have its traffic again",
                "For administrators. Repeated: does nothing."),
            Route.of("listLoadBalancerGroups", "GET", "/load-balancer-groups", TAG, "List load-balancer groups")
                .users().listOf(GroupView.class).handledBy(call -> Answer.page(call,
                    Cursors.cut(platform().groups(call.actor()), call.page(), Platform.Group::name), GroupView::of)),
            Route.of("listDomains", "GET", "/load-balancer-groups/{name}/domains", TAG,
                "List the domains of a group with their upstreams")
                .administrators().described("For administrators.")
                .listOf(DomainView.class).errors(ErrorCode.TIMEOUT).handledBy(this::domains),
            Route.of("listActivity", "GET", "/activity", TAG, "List who did what, newest first")
                .needs(Permission.READ_APPLICATION, Permission.READ_IMAGE, Permission.READ_IMAGE_GROUP,
                    Permission.READ_CODE_BUILD)
                .described("Of one resource for its Reporters and up; by oneself, with one's own name as `actor`; of "
                    + "everything for administrators. With `Accept: application/jsonl`, all of it oldest first, one a "
                    + "line, whatever `limit` and `after` say.")
                .query(KIND, RESOURCE, ACTOR, ACTION, FROM, TO, RouteDraft.LIMIT, RouteDraft.AFTER)
                .itemsOf(ActivityView.class).returns(Content.LINES, ActivityView.class)
                .errors(ErrorCode.NOT_FOUND).handledBy(this::activity));
    }

    private Route drain(String id, String verb, boolean drained, String summary, String description) {
        return Route.of(id, "POST", "/cells/{name}/" + verb, TAG, summary).administrators().described(description)
            .returns(CellView.class)
            .handledBy(call -> Answer.ok(CellView.of(platform().drain(call.actor(), call.path("name"), drained))));
    }

    private Answer health(Call call) {
        Platform.Status status = platform().status();
        return Answer.of(status.ready() ? 200 : 503, StatusView.of(status)).with("Cache-Control", "no-store");
    }

    private Answer domains(Call call) throws InterruptedException {
        var all = platform().domains(call.actor(), call.path("name"));
        return Answer.page(call, Cursors.cut(all, call.page(), status -> status.domain().host()), DomainView::of);
    }

    private Answer activity(Call call) {
        Optional<ResourceKind> kind = call.text(KIND).map(label -> Arrays.stream(ResourceKind.values())
            .filter(value -> value.label().equals(label)).findFirst().orElseThrow());
        ActivityFilter filter = new ActivityFilter(kind, call.text(RESOURCE).orElse(""), call.text(ACTOR).orElse(""),
            "", call.text(ACTION).orElse(""), call.time(FROM), call.time(TO));
        return call.accepts(Content.LINES)
            ? Answer.text(Content.LINES, out -> export(call.actor(), filter, out))
            : Answer.page(call, services.activities().list(call.actor(), filter, call.page()), ActivityView::of);
    }

    private void export(Actor actor, ActivityFilter filter, OutputStream out) throws IOException {
        try {
            services.activities().export(actor, filter, activity -> line(ActivityView.of(activity), out));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void line(ActivityView view, OutputStream out) {
        try {
            out.write(json.write(view));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Platform platform() {
        return services.platform();
    }
}
