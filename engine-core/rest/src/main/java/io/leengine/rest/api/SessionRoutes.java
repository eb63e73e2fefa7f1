package io.leengine.rest.api;

import io.leengine.engine.Actor;
import io.leengine.engine.Identity;
import io.leengine.engine.domain.AccessToken;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Cursors;
import io.leengine.rest.http.Route;
import io.leengine.rest.http.SessionCookie;
import io.leengine.rest.view.BrowserSessionView;
import io.leengine.rest.view.NewSession;
import io.leengine.rest.view.OpenSessionView;
import io.leengine.rest.view.SessionView;
import io.leengine.rest.view.UserView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Log-in and log-out. */
final class SessionRoutes {
    private static final String SESSIONS = "Sessions and tokens";

    private final Services services;

    SessionRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("createSession", "POST", "/sessions", SESSIONS, "Log in").open().untried("a log-in is a log-in")
                .described("Returns a token that is valid for twelve hours.")
                .body(NewSession.class).status(201).returns(SessionView.class)
                .errors(ErrorCode.UNAUTHENTICATED, ErrorCode.TOO_MANY_REQUESTS, ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN,
                    ErrorCode.TIMEOUT).handledBy(this::logIn),
            Route.of("createBrowserSession", "POST", "/sessions/browser", SESSIONS, "Log in a browser").open()
                .untried("a log-in is a log-in")
                .described("Sets a cookie that scripts cannot read. A change that comes with the cookie needs `csrfToken` in "
                    + "the header `X-CSRF-Token`.").body(NewSession.class).status(201).returns(BrowserSessionView.class)
                .errors(ErrorCode.UNAUTHENTICATED, ErrorCode.TOO_MANY_REQUESTS, ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN,
                    ErrorCode.TIMEOUT).handledBy(this::logInBrowser),
            Route.of("getCurrentSession", "GET", "/sessions/current", SESSIONS, "Tell what one is logged in with")
                .users().described("A page that was loaded again finds its `csrfToken` here.").returns(BrowserSessionView.class)
                .handledBy(this::current),
            Route.of("deleteCurrentSession", "DELETE", "/sessions/current", SESSIONS, "Log out")
                .users().described("Ends the session or token that is sent, and the cookie.").status(204).handledBy(this::logOut),
            Route.of("listSessions", "GET", "/sessions", SESSIONS, "List one's sessions, newest first")
                .users().listOf(OpenSessionView.class).handledBy(this::sessions),
            Route.of("deleteSession", "DELETE", "/sessions/{id}", SESSIONS, "End a session").users().status(204)
                .handledBy(call -> {
                    services.identity().endSession(call.actor(), call.path("id"));
                    return Answer.noContent();
                }));
    }

    private Answer logIn(Call call) throws InterruptedException {
        Identity.Issued issued = issued(call);
        return Answer.of(201, new SessionView(issued.secret(), issued.token().expiresAt(), user(call, issued)))
            .with("Cache-Control", "no-store");
    }

    private Answer logInBrowser(Call call) throws InterruptedException {
        Identity.Issued issued = issued(call);
        return Answer.of(201, new BrowserSessionView(Optional.of(SessionCookie.csrf(issued.secret())),
                issued.token().expiresAt(), user(call, issued)))
            .with("Cache-Control", "no-store").with("Set-Cookie", call.cookie().setting(issued.secret(), SessionCookie.LIFE));
    }

    private Identity.Issued issued(Call call) throws InterruptedException {
        NewSession given = call.body(NewSession.class);
        Actor nobody = call.actor();
        if (given.provider().isPresent()) {
            return services.logIns().logIn(given.provider().get(), given.name(), given.password(), nobody.requestId(),
                nobody.address());
        }
        return services.identity().logIn(given.name(), given.password(), nobody.requestId(), nobody.address());
    }

    private UserView user(Call call, Identity.Issued issued) {
        return UserView.of(services.identity().authenticate(issued.secret(), call.actor().requestId(),
            call.actor().address()));
    }

    private Answer current(Call call) {
        boolean byCookie = !call.token().isEmpty() && call.token().equals(call.cookie().token());
        Optional<Instant> end = call.actor().token().flatMap(Actor.Token::expiresAt);
        return Answer.ok(new BrowserSessionView(byCookie ? Optional.of(SessionCookie.csrf(call.token())) : Optional.empty(),
            end, UserView.of(call.actor())));
    }

    private Answer logOut(Call call) {
        services.identity().logOut(call.actor(), call.token());
        Answer answer = Answer.noContent();
        return call.cookie().token().isEmpty() ? answer : answer.with("Set-Cookie", call.cookie().clearing());
    }

    private Answer sessions(Call call) {
        String current = call.actor().token().map(Actor.Token::id).orElse("");
        List<AccessToken> all = services.identity().sessions(call.actor());
        return Answer.page(call, Cursors.cut(all, call.page(), AccessToken::address),
            token -> OpenSessionView.of(token, current));
    }
}
