package io.leengine.rest.api;

import io.leengine.engine.Identity;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Route;
import io.leengine.rest.view.NewPassword;
import io.leengine.rest.view.NewUser;
import io.leengine.rest.view.PasswordChange;
import io.leengine.rest.view.SelfChange;
import io.leengine.rest.view.UserChange;
import io.leengine.rest.view.UserView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Oneself, and all users. */
final class UserRoutes {
    private static final String USERS = "Users";
    private static final String BOSS = "For administrators.";
    private static final String BOSS_LOG_IN = "For administrators, with a log-in.";

    private final Services services;

    UserRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("getSelf", "GET", "/self", USERS, "Tell who one is").users().returns(UserView.class)
                .errors(ErrorCode.NOT_FOUND).handledBy(call -> Answer.ok(UserView.of(identity().self(call.actor())))),
            Route.of("updateSelf", "PATCH", "/self", USERS, "Change oneself").users().described("With a log-in.")
                .body(SelfChange.class).returns(UserView.class).handledBy(call ->
                    Answer.ok(UserView.of(identity().updateSelf(call.actor(), call.body(SelfChange.class).email())))),
            Route.of("changePassword", "PUT", "/self/password", USERS, "Change one's own password")
                .users().untried("the present password is checked by using it")
                .described("With a log-in. All sessions end, this one too.")
                .body(PasswordChange.class).status(204)
                .errors(ErrorCode.TOO_MANY_REQUESTS).handledBy(this::changePassword),
            Route.of("createUser", "POST", "/users", USERS, "Add a user")
                .administrators().described(BOSS + " To add an administrator takes a log-in.").body(NewUser.class).status(201)
                .returns(UserView.class).errors(ErrorCode.ALREADY_EXISTS).handledBy(this::createUser),
            Route.of("listUsers", "GET", "/users", USERS, "List users").administrators().described(BOSS).pageOf(UserView.class)
                .handledBy(call ->
                    Answer.page(call, identity().users(call.actor(), call.page()), UserView::of)),
            Route.of("getUser", "GET", "/users/{name}", USERS, "Get a user").users().described(BOSS + " Others see themselves.")
                .returns(UserView.class).handledBy(this::user),
            Route.of("updateUser", "PATCH", "/users/{name}", USERS, "Change a user")
                .administrators().described(BOSS + " To make an administrator takes a log-in. There is always one "
                    + "administrator who can log in.")
                .body(UserChange.class).returns(UserView.class).errors(ErrorCode.CONFLICT)
                .handledBy(this::update),
            Route.of("resetPassword", "PUT", "/users/{name}/password", USERS, "Set a user's password")
                .administrators().described(BOSS_LOG_IN + " The user's sessions end.").body(NewPassword.class).status(204)
                .handledBy(call -> {
                    identity().resetPassword(call.actor(), call.path("name"), call.body(NewPassword.class).password());
                    return Answer.noContent();
                }),
            Route.of("liftLockOut", "DELETE", "/users/{name}/lock-out", USERS,
                "Let a user log in again at once, after too many wrong passwords").administrators().described(BOSS).status(204)
                .handledBy(call -> {
                    identity().liftLockOut(call.actor(), call.path("name"));
                    return Answer.noContent();
                }),
            Route.of("deleteUser", "DELETE", "/users/{name}", USERS, "Delete a user")
                .administrators().described(BOSS + " Refused while the user is the only Owner of something, "
                    + "or the last administrator.")
                .status(204).errors(ErrorCode.CONFLICT).handledBy(call -> {
                    identity().deleteUser(call.actor(), call.path("name"));
                    return Answer.noContent();
                }));
    }

    private Identity identity() {
        return services.identity();
    }

    private Answer changePassword(Call call) {
        PasswordChange given = call.body(PasswordChange.class);
        identity().changePassword(call.actor(), given.present(), given.next());
        return Answer.noContent();
    }

    private Answer createUser(Call call) {
        NewUser given = call.body(NewUser.class);
        return Answer.of(201, UserView.of(identity().createUser(call.actor(), given.name(), given.password(),
            given.administrator().orElse(false))));
    }

    private Answer user(Call call) {
        String name = call.path("name");
        Optional<Instant> closed = call.actor().administrator() ? identity().closedUntil(call.actor(), name)
            : Optional.empty();
        return Answer.ok(UserView.of(identity().user(call.actor(), name), closed));
    }

    private Answer update(Call call) {
        UserChange given = call.body(UserChange.class);
        return Answer.ok(UserView.of(identity().updateUser(call.actor(), call.path("name"),
            new Identity.UserChange(given.email(), given.administrator(), given.disabled()))));
    }
}
