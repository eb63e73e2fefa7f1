package io.leengine.rest.api;

import io.leengine.engine.Applications;
import io.leengine.engine.access.Permission;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Content;
import io.leengine.rest.http.IfMatch;
import io.leengine.rest.http.Parameter;
import io.leengine.rest.http.Route;
import io.leengine.rest.http.RouteDraft;
import io.leengine.rest.stream.ChangeEvents;
import io.leengine.rest.view.ApplicationChange;
import io.leengine.rest.view.ApplicationDetailsView;
import io.leengine.rest.view.ApplicationView;
import io.leengine.rest.view.NewApplication;
import io.leengine.rest.view.RollBack;
import io.leengine.rest.view.WeightsChange;
import java.util.List;

/** Applications and what is done to one as a whole. */
final class ApplicationRoutes {
    private static final String TAG = "Applications";
    private static final String ONE = "/applications/{name}";

    private static final Parameter GROUP =
        Parameter.text(RouteDraft.GROUP.name(), "Only those of this load-balancer group.");

    private final Services services;

    ApplicationRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("listApplications", "GET", "/applications", TAG, "List the applications one may see")
                .users().resourcesOf(ApplicationView.class, RouteDraft.VISIBILITY, RouteDraft.IMAGE, GROUP).handledBy(this::list),
            Route.of("createApplication", "POST", "/applications", TAG, "Create an application")
                .users()
                .described("Its creator is its Owner.").body(NewApplication.class).creates(ApplicationView.class).etag()
                .errors(ErrorCode.ALREADY_EXISTS, ErrorCode.QUOTA_EXCEEDED, ErrorCode.NOT_FOUND)
                .handledBy(this::create),
            Route.of("getApplication", "GET", ONE, TAG, "Get an application with its versions")
                .needs(Permission.SEE_APPLICATION)
                .described("The entity tag is the revision of what is desired; how the versions are changes without "
                    + "it.").returns(ApplicationDetailsView.class).etag()
                .handledBy(call -> details(applications().get(call.actor(), name(call)))),
            Route.of("changeApplication", "PATCH", ONE, TAG, "Change an application")
                .needs(Permission.OPERATE_APPLICATION).body(ApplicationChange.class)
                .returns(ApplicationDetailsView.class).etag().ifMatch(IfMatch.REQUIRED)
                .errors(ErrorCode.ALREADY_EXISTS, ErrorCode.CONFLICT).handledBy(this::change),
            Route.of("deleteApplication", "DELETE", ONE, TAG, "Delete an application")
                .needs(Permission.DELETE_APPLICATION)
                .described("Its domain, instances and namespaces go, then it.").status(202).begins()
                .ifMatch(IfMatch.OPTIONAL).handledBy(this::delete),
            Route.of("setWeights", "PUT", ONE + "/weights", TAG, "Share the traffic among versions")
                .needs(Permission.OPERATE_APPLICATION)
                .body(WeightsChange.class).returns(ApplicationDetailsView.class).etag().ifMatch(IfMatch.OPTIONAL)
                .errors(ErrorCode.CONFLICT).handledBy(this::weigh),
            Route.of("rollBack", "POST", ONE + "/roll-back", TAG, "Go back to an earlier version")
                .needs(Permission.OPERATE_APPLICATION)
                .described("In one move: it is run at the size of the present one, takes the traffic once all of its "
                    + "instances are ready, and the present ones go.")
                .body(RollBack.class).returns(ApplicationDetailsView.class).etag().begins().ifMatch(IfMatch.OPTIONAL)
                .errors(ErrorCode.CONFLICT, ErrorCode.QUOTA_EXCEEDED, ErrorCode.INSUFFICIENT_RESOURCES)
                .handledBy(this::rollBack),
            Route.of("watchApplication", "GET", ONE + "/changes", TAG, "Watch an application")
                .needs(Permission.SEE_APPLICATION)
                .described("An event `changed` at once and after every change, its data the application, its id a "
                    + "number to go on from with `Last-Event-ID`; an event `end` when the application is gone.")
                .returns(Content.EVENTS, ApplicationDetailsView.class).handledBy(this::watch));
    }

    private Answer list(Call call) {
        return Answer.page(call, applications().list(call.actor(), call.selection()), ApplicationView::of);
    }

    private Answer create(Call call) {
        var created = applications().create(call.actor(), call.body(NewApplication.class).draft());
        return Answer.created(ApplicationView.of(created), "applications", created.name()).etag(created.revision());
    }

    private Answer change(Call call) {
        var ifMatch = call.ifMatch();
        applications().update(call.actor(), name(call), call.body(ApplicationChange.class).change(), ifMatch);
        return details(applications().get(call.actor(), name(call)));
    }

    private Answer delete(Call call) {
        var ifMatch = call.ifMatch();
        String id = applications().get(call.actor(), name(call)).application().id();
        applications().delete(call.actor(), name(call), ifMatch);
        return OperationRoutes.begun(services, Answer.of(202, null), "application.delete", id);
    }

    private Answer weigh(Call call) {
        var ifMatch = call.ifMatch();
        return details(applications().weigh(call.actor(), name(call), call.body(WeightsChange.class).weights(),
            ifMatch));
    }

    private Answer rollBack(Call call) {
        var ifMatch = call.ifMatch();
        var details = applications().rollBack(call.actor(), name(call), call.body(RollBack.class).version(), ifMatch);
        return OperationRoutes.begun(services, details(details), "application.roll-back", details.application().id());
    }

    private Answer watch(Call call) {
        return Answer.events(new ChangeEvents(applications(), call.actor(), name(call)));
    }

    static Answer details(Applications.Details details) {
        return Answer.ok(ApplicationDetailsView.of(details)).etag(details.application().revision());
    }

    private Applications applications() {
        return services.applications();
    }

    private static String name(Call call) {
        return call.path("name");
    }
}
