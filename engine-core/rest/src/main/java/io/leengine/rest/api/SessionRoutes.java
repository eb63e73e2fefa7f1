package io.leengine.rest.api;

import io.leengine.engine.Actor;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Cursors;
import io.leengine.rest.http.Route;
import io.leengine.rest.view.IssuedTokenView;
import io.leengine.rest.view.NewSession;
import io.leengine.rest.view.NewToken;
import io.leengine.rest.view.NewUser;
import io.leengine.rest.view.PasswordChange;
import io.leengine.rest.view.SessionView;
import io.leengine.rest.view.TokenView;
import io.leengine.rest.view.UserView;
import java.time.Duration;
import java.util.List;

/** Log-in, tokens, users. */
final class SessionRoutes {
    private static final String SESSIONS = "Sessions and tokens";
    private static final String USERS = "Users";

    private final Services services;

    SessionRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("createSession", "POST", "/sessions", SESSIONS, "Log in").open()
                .untried("a log-in is a log-in")
                .described("Returns a token that is valid for twelve hours. The only request that takes a password.")
                .body(NewSession.class).status(201).returns(SessionView.class)
                .errors(ErrorCode.UNAUTHENTICATED, ErrorCode.TOO_MANY_REQUESTS).handledBy(this::logIn),
            Route.of("deleteCurrentSession", "DELETE", "/sessions/current", SESSIONS, "Log out")
                .users().described("Ends the session or token that is sent.").status(204).handledBy(this::logOut),
            Route.of("getSelf", "GET", "/self", USERS, "Tell who one is")
                .users().returns(UserView.class)
                .handledBy(call -> Answer.ok(UserView.of(services.identity().self(call.actor())))),
            Route.of("changePassword", "PUT", "/self/password", USERS, "Change one's own password")
                .users().untried("the present password is checked by using it")
                .described("All other sessions end.").body(PasswordChange.class).status(204)
                .errors(ErrorCode.TOO_MANY_REQUESTS).handledBy(this::changePassword),
            Route.of("createToken", "POST", "/tokens", SESSIONS, "Make a personal token")
                .users().body(NewToken.class).status(201).returns(IssuedTokenView.class).handledBy(this::createToken),
            Route.of("listTokens", "GET", "/tokens", SESSIONS, "List one's tokens, newest first")
                .users().listOf(TokenView.class).handledBy(this::tokens),
            Route.of("deleteToken", "DELETE", "/tokens/{id}", SESSIONS, "End a token")
                .users().status(204)
                .handledBy(this::deleteToken),
            Route.of("createUser", "POST", "/users", USERS, "Add a user")
                .administrators().described("For administrators.")
                .body(NewUser.class).status(201).returns(UserView.class)
                .errors(ErrorCode.FORBIDDEN, ErrorCode.ALREADY_EXISTS).handledBy(this::createUser),
            users());
    }

    private Route users() {
        return Route.of("listUsers", "GET", "/users", USERS, "List users")
                .administrators().described("For administrators.")
            .pageOf(UserView.class).errors(ErrorCode.FORBIDDEN).handledBy(call ->
                Answer.page(call, services.identity().users(call.actor(), call.page()), UserView::of));
    }

    private Answer logIn(Call call) {
        NewSession given = call.body(NewSession.class);
        Actor nobody = call.actor();
        var issued = services.identity().logIn(given.name(), given.password(), nobody.requestId(), nobody.address());
        Actor user = services.identity().authenticate(issued.secret(), nobody.requestId(), nobody.address());
        return Answer.of(201, new SessionView(issued.secret(), issued.token().expiresAt(), UserView.of(user)))
            .with("Cache-Control", "no-store");
    }

    private Answer logOut(Call call) {
        services.identity().logOut(call.actor(), call.token());
        return Answer.noContent();
    }

    private Answer changePassword(Call call) {
        PasswordChange given = call.body(PasswordChange.class);
        services.identity().changePassword(call.actor(), given.present(), given.next());
        return Answer.noContent();
    }

    private Answer createToken(Call call) {
        NewToken given = call.body(NewToken.class);
        return Answer.of(201, IssuedTokenView.of(services.identity().createToken(call.actor(), given.name(),
            given.validitySeconds().map(Duration::ofSeconds))));
    }

    private Answer tokens(Call call) {
        var all = services.identity().tokens(call.actor());
        return Answer.page(call, Cursors.cut(all, call.page(), token -> token.name()), TokenView::of);
    }

    private Answer deleteToken(Call call) {
        services.identity().deleteToken(call.actor(), call.path("id"));
        return Answer.noContent();
    }

    private Answer createUser(Call call) {
        NewUser given = call.body(NewUser.class);
        return Answer.of(201, UserView.of(services.identity().createUser(call.actor(), given.name(), given.password(),
            given.administrator().orElse(false))));
    }
}
