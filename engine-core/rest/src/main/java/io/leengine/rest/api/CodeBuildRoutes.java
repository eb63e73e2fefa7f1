package io.leengine.rest.api;

import io.leengine.engine.CodeBuilds;
import io.leengine.engine.access.Permission;
import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Content;
import io.leengine.rest.http.IfMatch;
import io.leengine.rest.http.Parameter;
import io.leengine.rest.http.Route;
import io.leengine.rest.http.RouteDraft;
import io.leengine.rest.stream.BuildLog;
import io.leengine.rest.view.CodeBuildView;
import io.leengine.rest.view.LogChunkView;
import io.leengine.rest.view.NewCodeBuild;
import io.leengine.rest.view.NewRun;
import io.leengine.rest.view.RunView;
import java.util.List;

/** Code builds and their runs. */
final class CodeBuildRoutes {
    private static final String TAG = "Code builds";
    private static final String ONE = "/code-builds/{name}";
    private static final String RUNS = ONE + "/runs";
    private static final String RUN = RUNS + "/{number}";
    private static final Parameter FOLLOW =
        Parameter.flag("follow", "Whether to go on while the run does; for events only.");

    private final Services services;

    CodeBuildRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("listCodeBuilds", "GET", "/code-builds", TAG, "List the code builds one may see")
                .users().resourcesOf(CodeBuildView.class, RouteDraft.IMAGE)
                .handledBy(call -> Answer.page(call, builds().list(call.actor(), call.selection()), CodeBuildView::of)),
            Route.of("createCodeBuild", "POST", "/code-builds", TAG, "Create a code build")
                .users().described("Its creator is its Owner. The image is created when nobody has it.")
                .body(NewCodeBuild.class).creates(CodeBuildView.class).etag()
                .errors(ErrorCode.ALREADY_EXISTS, ErrorCode.NOT_FOUND).handledBy(this::create),
            Route.of("getCodeBuild", "GET", ONE, TAG, "Get a code build")
                .needs(Permission.SEE_CODE_BUILD).returns(CodeBuildView.class).cacheable()
                .handledBy(call -> codeBuild(builds().get(call.actor(), name(call)))),
            Route.of("replaceCodeBuild", "PUT", ONE, TAG, "Replace all of a code build but its name")
                .needs(Permission.CHANGE_CODE_BUILD)
                .body(NewCodeBuild.class).returns(CodeBuildView.class).etag().ifMatch(IfMatch.REQUIRED)
                .handledBy(this::replace),
            Route.of("deleteCodeBuild", "DELETE", ONE, TAG, "Delete a code build with its runs")
                .needs(Permission.DELETE_CODE_BUILD).status(204)
                .ifMatch(IfMatch.OPTIONAL).errors(ErrorCode.CONFLICT).handledBy(this::delete),
            Route.of("clearCache", "POST", ONE + "/clear-cache", TAG, "Forget what is kept between runs")
                .needs(Permission.CHANGE_CODE_BUILD).status(204).untried("the builder would forget it")
                .errors(ErrorCode.TIMEOUT).handledBy(this::clearCache),
            Route.of("startRun", "POST", RUNS, TAG, "Ask for a run")
                .needs(Permission.RUN_CODE_BUILD).body(NewRun.class).status(202)
                .returns(RunView.class).begins().errors(ErrorCode.CONFLICT).handledBy(this::run),
            Route.of("listRuns", "GET", RUNS, TAG, "List runs, newest first")
                .needs(Permission.SEE_CODE_BUILD).pageOf(RunView.class)
                .handledBy(this::runs),
            Route.of("getRun", "GET", RUN, TAG, "Get a run")
                .needs(Permission.SEE_CODE_BUILD).returns(RunView.class)
                .handledBy(call -> Answer.ok(view(call, builds().run(call.actor(), name(call), number(call))))),
            Route.of("cancelRun", "POST", RUN + "/cancel", TAG, "End a run")
                .needs(Permission.RUN_CODE_BUILD).status(202).returns(RunView.class).begins()
                .handledBy(this::cancel),
            Route.of("getRunLog", "GET", RUN + "/log", TAG, "Read a run's log")
                .needs(Permission.READ_CODE_BUILD)
                .described("With `Accept: text/event-stream`, an event `log` for each part, its id the part's number, "
                    + "and at the end an event `end` with the run; `Last-Event-ID` goes on behind a part. Else the "
                    + "whole log so far.")
                .query(FOLLOW).returns(Content.EVENTS, LogChunkView.class).returns(Content.TEXT, null)
                .handledBy(this::log));
    }

    private Answer create(Call call) {
        CodeBuild created = builds().create(call.actor(), call.body(NewCodeBuild.class).draft());
        return Answer.created(CodeBuildView.of(created), "code-builds", created.name()).etag(created.revision());
    }

    private Answer replace(Call call) {
        var ifMatch = call.ifMatch();
        var draft = call.body(NewCodeBuild.class).draft(name(call));
        return codeBuild(builds().update(call.actor(), name(call), draft, ifMatch));
    }

    private Answer delete(Call call) {
        builds().delete(call.actor(), name(call), call.ifMatch());
        return Answer.noContent();
    }

    private Answer clearCache(Call call) throws InterruptedException {
        builds().clearCache(call.actor(), name(call));
        return Answer.noContent();
    }

    private Answer run(Call call) {
        NewRun given = call.body(NewRun.class);
        BuildRun run = builds().run(call.actor(), name(call), given.ref(), given.tag());
        return OperationRoutes.begun(services, Answer.of(202, view(call, run)), "code-build.run", run.id());
    }

    private Answer cancel(Call call) {
        BuildRun run = builds().cancel(call.actor(), name(call), number(call));
        return OperationRoutes.begun(services, Answer.of(202, view(call, run)), "code-build.run", run.id());
    }

    private Answer runs(Call call) {
        return Answer.page(call, builds().runs(call.actor(), name(call), call.page()), run -> view(call, run));
    }

    private Answer log(Call call) {
        BuildLog log = new BuildLog(builds(), call.actor(), name(call), number(call), call.flag(FOLLOW));
        if (call.accepts(Content.EVENTS)) {
            return Answer.events(log);
        }
        // Whether there is such a run has to be known before the answer begins.
        builds().run(call.actor(), name(call), number(call));
        return Answer.text(Content.TEXT + "; charset=utf-8", log::write);
    }

    private static Answer codeBuild(CodeBuild build) {
        return Answer.ok(CodeBuildView.of(build)).etag(build.revision());
    }

    private static RunView view(Call call, BuildRun run) {
        return RunView.of(name(call), run);
    }

    private CodeBuilds builds() {
        return services.codeBuilds();
    }

    private static String name(Call call) {
        return call.path("name");
    }

    private static int number(Call call) {
        String text = call.path("number");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw EngineException.notFound("run", text);
        }
    }
}
