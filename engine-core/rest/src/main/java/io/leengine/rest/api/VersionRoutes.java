package io.leengine.rest.api;

import io.leengine.engine.Applications;
import io.leengine.engine.Applications.VersionDetails;
import io.leengine.engine.access.Permission;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Cursors;
import io.leengine.rest.http.IfMatch;
import io.leengine.rest.http.Route;
import io.leengine.rest.view.ApplicationDetailsView;
import io.leengine.rest.view.DeploymentView;
import io.leengine.rest.view.NewVersion;
import io.leengine.rest.view.ScaleChange;
import io.leengine.rest.view.VersionView;
import java.util.List;

/** Versions of applications. */
final class VersionRoutes {
    private static final String TAG = "Versions";
    private static final String ALL = "/applications/{name}/versions";
    private static final String ONE = ALL + "/{version}";

    private final Services services;

    VersionRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("getNextVersion", "GET", "/applications/{name}/next-version", TAG,
                "Get the form for the next version")
                .needs(Permission.OPERATE_APPLICATION).returns(DeploymentView.class)
                .handledBy(call -> Answer.ok(DeploymentView.of(applications().next(call.actor(), name(call))))),
            Route.of("listVersions", "GET", ALL, TAG, "List versions by number, deleted ones included")
                .needs(Permission.SEE_APPLICATION).listOf(VersionView.class).handledBy(this::list),
            Route.of("getVersion", "GET", ONE, TAG, "Get a version")
                .needs(Permission.SEE_APPLICATION).returns(VersionView.class)
                .handledBy(this::get),
            Route.of("deployVersion", "POST", ALL, TAG, "Deploy a version")
                .needs(Permission.OPERATE_APPLICATION)
                .described("What is not given comes from the form for the next version. Instances follow; watch the "
                    + "application to see them become ready.")
                .body(NewVersion.class).creates(VersionView.class).begins().ifMatch(IfMatch.OPTIONAL)
                .errors(ErrorCode.CONFLICT, ErrorCode.QUOTA_EXCEEDED, ErrorCode.INSUFFICIENT_RESOURCES)
                .handledBy(this::deploy),
            Route.of("scaleVersion", "PUT", ONE + "/scale", TAG, "Set how many instances a version has")
                .needs(Permission.OPERATE_APPLICATION)
                .body(ScaleChange.class).returns(ApplicationDetailsView.class).etag().begins().ifMatch(IfMatch.OPTIONAL)
                .errors(ErrorCode.CONFLICT, ErrorCode.QUOTA_EXCEEDED, ErrorCode.INSUFFICIENT_RESOURCES)
                .handledBy(this::scale),
            Route.of("deleteVersion", "DELETE", ONE, TAG, "Delete a version")
                .needs(Permission.OPERATE_APPLICATION)
                .described("It must have no traffic that another live version could take.")
                .status(202).returns(ApplicationDetailsView.class).etag().begins().ifMatch(IfMatch.OPTIONAL)
                .errors(ErrorCode.CONFLICT).handledBy(this::delete));
    }

    private Answer list(Call call) {
        var all = applications().get(call.actor(), name(call)).versions();
        return Answer.page(call, Cursors.cut(all, call.page(), item -> item.version().name()), VersionView::of);
    }

    private Answer deploy(Call call) {
        var ifMatch = call.ifMatch();
        var given = call.body(NewVersion.class);
        var form = applications().next(call.actor(), name(call));
        var deployed = applications().deploy(call.actor(), name(call), given.over(form), ifMatch);
        VersionDetails details = applications().get(call.actor(), name(call)).versions().stream()
            .filter(item -> item.version().id().equals(deployed.id())).findFirst()
            .orElseGet(() -> new VersionDetails(deployed, Applications.Condition.STARTING, 0, ""));
        return OperationRoutes.begun(services, Answer.created(VersionView.of(details), "applications", name(call),
            "versions", deployed.name()), "application.deploy", deployed.id());
    }

    private Answer scale(Call call) {
        var ifMatch = call.ifMatch();
        ScaleChange given = call.body(ScaleChange.class);
        if (given.instances().isPresent() == given.cells().isPresent()) {
            throw EngineException.invalid("instances", "Either 'instances' or 'cells' must be given.");
        }
        var details = given.cells().isPresent()
            ? applications().scale(call.actor(), name(call), call.path("version"), given.cells().get(), ifMatch)
            : applications().scale(call.actor(), name(call), call.path("version"), given.instances().get().intValue(),
                ifMatch);
        return OperationRoutes.begun(services, ApplicationRoutes.details(details), "application.scale",
            details.application().id());
    }

    private Answer delete(Call call) {
        var details = applications().deleteVersion(call.actor(), name(call), call.path("version"), call.ifMatch());
        Answer answer = Answer.of(202, ApplicationDetailsView.of(details)).etag(details.application().revision());
        return OperationRoutes.begun(services, answer, "application.delete-version", details.application().id());
    }

    private Answer get(Call call) {
        return applications().get(call.actor(), name(call)).versions().stream()
            .filter(item -> item.version().name().equals(call.path("version"))).findFirst()
            .map(VersionView::of).map(Answer::ok)
            .orElseThrow(() -> EngineException.notFound("version", call.path("version")));
    }

    private Applications applications() {
        return services.applications();
    }

    private static String name(Call call) {
        return call.path("name");
    }
}
