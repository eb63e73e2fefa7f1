package io.leengine.rest.api;

import io.leengine.engine.domain.Operation;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Parameter;
import io.leengine.rest.http.Route;
import io.leengine.rest.http.RouteDraft;
import io.leengine.rest.view.OperationView;
import java.util.Arrays;
import java.util.List;

/** Work that goes on after the answer to who asked for it. */
final class OperationRoutes {
    private static final String TAG = "Operations";
    private static final Parameter STATE = Parameter.word("state",
        Arrays.stream(Operation.State.values()).map(Enum::name).toList(), null, "Only what is in this state.");

    private final Services services;

    OperationRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("listOperations", "GET", "/operations", TAG, "List what one has asked for, newest first")
                .users().query(STATE, RouteDraft.LIMIT, RouteDraft.AFTER).itemsOf(OperationView.class).handledBy(this::list),
            Route.of("getOperation", "GET", "/operations/{id}", TAG, "Tell how an operation goes")
                .users().described("For who asked for it, and for who may see its resource. Kept for 30 days after its end.")
                .returns(OperationView.class).handledBy(call ->
                    Answer.ok(OperationView.of(services.operations().get(call.actor(), call.path("id"))))));
    }

    private Answer list(Call call) {
        return Answer.page(call, services.operations().list(call.actor(),
            call.text(STATE).map(Operation.State::valueOf), call.page()), OperationView::of);
    }

    /** Returns an answer that names the operation of what it began. */
    static Answer begun(Services services, Answer answer, String action, String target) {
        return services.operations().latest(action, target)
            .map(operation -> answer.operation("operations", operation.id())).orElse(answer);
    }
}
