package io.leengine.rest.api;

import io.leengine.engine.Actor;
import io.leengine.engine.Identity;
import io.leengine.engine.LogIns;
import io.leengine.engine.domain.Account;
import io.leengine.model.ErrorCode;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Cursors;
import io.leengine.rest.http.Parameter;
import io.leengine.rest.http.Route;
import io.leengine.rest.http.SessionCookie;
import io.leengine.rest.view.AccountView;
import io.leengine.rest.view.LogInCode;
import io.leengine.rest.view.LogInView;
import io.leengine.rest.view.NewAccount;
import io.leengine.rest.view.NewLogIn;
import io.leengine.rest.view.ProviderView;
import io.leengine.rest.view.SessionView;
import io.leengine.rest.view.UserView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Log-in at identity providers, and who is who there. */
final class LogInRoutes {
    private static final String TAG = "Identity providers";
    private static final String BOSS = "For administrators.";
    // Some providers' codes are whole tokens.
    private static final int LONGEST_ANSWER = 8_000;
    // What providers send a browser back with. The part looks at what it knows; an answer with more is no reason to fail.
    private static final Parameter[] ANSWER = Stream.of("state", "code", "error", "error_description", "error_uri", "iss",
            "session_state", "scope", "authuser", "hd", "prompt", "client_info", "ticket", "response")
        .map(name -> Parameter.text(name, LONGEST_ANSWER, "As the provider says it.")).toArray(Parameter[]::new);

    private final Services services;

    LogInRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
            Route.of("listIdentityProviders", "GET", "/identity-providers", TAG, "List where one can log in").open()
                .listOf(ProviderView.class).handledBy(call -> Answer.page(call,
                    Cursors.cut(logIns().providers(), call.page(), LogIns.Provider::name), ProviderView::of)),
            Route.of("beginLogIn", "POST", "/log-ins", TAG, "Begin a log-in at a provider").open()
                .untried("a log-in is a log-in")
                .described("Answers where to send the browser. It must come back within ten minutes.").body(NewLogIn.class)
                .status(201).returns(LogInView.class).errors(ErrorCode.NOT_FOUND, ErrorCode.TOO_MANY_REQUESTS,
                    ErrorCode.TIMEOUT).handledBy(this::begin),
            Route.of("finishLogIn", "GET", "/log-ins/callback", TAG, "Come back from a provider").open()
                .described("Where the provider sends the browser. Sends it on: to the page where it began, with a session's "
                    + "cookie, or to the terminal that waits, with a code.").query(ANSWER).status(303).location()
                .errors(ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.CONFLICT,
                    ErrorCode.TIMEOUT).handledBy(this::finish),
            Route.of("redeemLogIn", "POST", "/log-ins/session", TAG, "Begin the session of a terminal").open()
                .untried("a log-in is a log-in")
                .body(LogInCode.class).status(201).returns(SessionView.class)
                .errors(ErrorCode.UNAUTHENTICATED, ErrorCode.TOO_MANY_REQUESTS).handledBy(this::redeem),
            Route.of("listAccounts", "GET", "/users/{name}/accounts", TAG, "List who a user is at which provider")
                .users().described(BOSS + " Others see their own.").listOf(AccountView.class).handledBy(call -> Answer.page(call,
                    Cursors.cut(logIns().accounts(call.actor(), call.path("name")), call.page(), Account::provider),
                    AccountView::of)),
            Route.of("putAccount", "PUT", "/users/{name}/accounts/{provider}", TAG, "Say who a user is at a provider")
                .administrators().described(BOSS + " With a log-in.").body(NewAccount.class).returns(AccountView.class)
                .errors(ErrorCode.ALREADY_EXISTS).handledBy(call ->
                    Answer.ok(AccountView.of(logIns().link(call.actor(), call.path("name"), call.path("provider"),
                        call.body(NewAccount.class).subject())))),
            Route.of("deleteAccount", "DELETE", "/users/{name}/accounts/{provider}", TAG,
                "Take back who a user is at a provider").administrators().described(BOSS).status(204)
                .handledBy(call -> {
                    logIns().unlink(call.actor(), call.path("name"), call.path("provider"));
                    return Answer.noContent();
                }));
    }

    private LogIns logIns() {
        return services.logIns();
    }

    private Answer begin(Call call) throws InterruptedException {
        NewLogIn given = call.body(NewLogIn.class);
        Actor nobody = call.actor();
        LogIns.Begun begun = logIns().begin(given.provider(), new LogIns.Landing(given.landing(), given.port()),
            nobody.requestId(), nobody.address());
        boolean terminal = given.port().isPresent();
        Answer answer = Answer.of(201, new LogInView(begun.url().toString(),
            terminal ? Optional.of(begun.secret()) : Optional.empty())).with("Cache-Control", "no-store");
        return terminal ? answer : answer.with("Set-Cookie", call.logInCookie().setting(begun.secret()));
    }

    private Answer finish(Call call) throws InterruptedException {
        Map<String, String> answer = new HashMap<>();
        for (Parameter parameter : ANSWER) {
            call.text(parameter).ifPresent(value -> answer.put(parameter.name(), value));
        }
        Actor nobody = call.actor();
        LogIns.Landed landed = logIns().finish(answer, call.logInCookie().secret(), nobody.requestId(), nobody.address());
        Answer onwards = Answer.of(303, null).with("Location", landed.location()).with("Cache-Control", "no-store")
            .with("Referrer-Policy", "no-referrer");
        return landed.session().map(issued -> onwards.with("Set-Cookie",
            call.cookie().setting(issued.secret(), SessionCookie.LIFE))).orElse(onwards);
    }

    private Answer redeem(Call call) {
        LogInCode given = call.body(LogInCode.class);
        Actor nobody = call.actor();
        Identity.Issued issued = logIns().redeem(given.secret(), given.code(), nobody.requestId(), nobody.address());
        Actor user = services.identity().authenticate(issued.secret(), nobody.requestId(), nobody.address());
        return Answer.of(201, new SessionView(issued.secret(), issued.token().expiresAt(), UserView.of(user)))
            .with("Cache-Control", "no-store");
    }
}
