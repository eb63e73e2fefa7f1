package io.leengine.rest.http;

import io.leengine.http.Problem;
import io.leengine.http.Requests;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.rest.view.ProblemView;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.IoUtils;

/** Makes an answer of whatever went wrong. */
final class Problems {
    static final String MEDIA_TYPE = "application/problem+json";

    private static final System.Logger LOG = System.getLogger(Problems.class.getName());
    private static final String RETRY_SECONDS = "1";

    private final Json json;

    Problems(Json json) {
        this.json = json;
    }

    Json json() {
        return json;
    }

    void send(HttpServerExchange exchange, Throwable error) {
        if (error instanceof IOException && (exchange.isResponseStarted() || !exchange.getConnection().isOpen())) {
            LOG.log(System.Logger.Level.DEBUG, "[{0}] the caller went away: {1}", Requests.id(exchange), error);
            IoUtils.safeClose(exchange.getConnection());
            return;
        }
        ProblemView view = view(exchange, error);
        if (exchange.isResponseStarted()) {
            // Half an answer must not look like a whole one.
            IoUtils.safeClose(exchange.getConnection());
            return;
        }
        exchange.setStatusCode(view.status());
        headers(exchange, error, view);
        exchange.getResponseSender().send(ByteBuffer.wrap(json.write(view)));
        if (error instanceof HttpProblem http && http.ends()) {
            // What is still to come would be waited for, else.
            IoUtils.safeClose(exchange.getConnection());
        }
    }

    /** Returns the problem of an error; logs it when it is the engine's own fault. */
    ProblemView view(HttpServerExchange exchange, Throwable error) {
        String id = Requests.id(exchange);
        return switch (error) {
            case HttpProblem http -> new ProblemView("urn:leengine:problem:" + http.type(), title(http.type()),
                http.status(), ErrorCode.INVALID, http.getMessage(), http.field(), http.nextStep(), id);
            case EngineException engine when engine.code() != ErrorCode.INTERNAL ->
                ProblemView.of(Problem.of(engine, id));
            case InterruptedException _ -> ProblemView.of(Problem.of(new EngineException(ErrorCode.UNAVAILABLE,
                "The API is being stopped.").withNextStep("Try again in a few seconds."), id));
            default -> {
                LOG.log(System.Logger.Level.ERROR, "[" + id + "] " + exchange.getRequestMethod() + " "
                    + exchange.getRequestPath() + " failed", error);
                yield ProblemView.of(Problem.defect(id));
            }
        };
    }

    private static void headers(HttpServerExchange exchange, Throwable error, ProblemView view) {
        var headers = exchange.getResponseHeaders();
        headers.put(Headers.CONTENT_TYPE, MEDIA_TYPE);
        headers.put(Headers.CACHE_CONTROL, "no-store");
        if (error instanceof HttpProblem http) {
            http.headers().forEach((name, value) -> headers.put(HttpString.tryFromString(name), value));
        }
        switch (view.code()) {
            case UNAUTHENTICATED -> headers.put(Headers.WWW_AUTHENTICATE, "Bearer realm=\"leengine\"");
            case UNAVAILABLE, TOO_MANY_REQUESTS -> headers.put(Headers.RETRY_AFTER, RETRY_SECONDS);
            default -> { }
        }
        if (error instanceof EngineException engine) {
            engine.retryAfter().ifPresent(time -> headers.put(Headers.RETRY_AFTER, time.toSeconds()));
        }
    }

    private static String title(String type) {
        String words = type.replace('-', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
