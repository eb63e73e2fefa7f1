package io.leengine.http;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.xnio.IoUtils;

/** Answers a request with a {@link Problem}. Nothing of an exception but its words for people gets out. */
public final class ProblemResponse {
    /** The content type of a problem. */
    public static final String CONTENT_TYPE = "application/problem+json";

    private static final System.Logger LOG = System.getLogger(ProblemResponse.class.getName());
    private static final String RETRY_SECONDS = "1";

    private ProblemResponse() {
    }

    /** Answers with an error of any sort; what is the engine's own fault is logged with the request's id. */
    public static void send(HttpServerExchange exchange, Throwable error) {
        if (error instanceof EngineException engine && engine.code() != ErrorCode.INTERNAL) {
            send(exchange, Problem.of(engine, Requests.id(exchange)));
        } else if (error instanceof IOException && !exchange.getConnection().isOpen()) {
            LOG.log(System.Logger.Level.DEBUG, "[{0}] the caller went away: {1}", Requests.id(exchange), error);
        } else {
            LOG.log(System.Logger.Level.ERROR, "[" + Requests.id(exchange) + "] " + exchange.getRequestMethod() + " "
                + exchange.getRequestPath() + " failed", error);
            send(exchange, Problem.defect(Requests.id(exchange)));
        }
    }

    /** Answers with a problem. When an answer was begun already, the connection is cut: the caller must notice. */
    public static void send(HttpServerExchange exchange, Problem problem) {
        if (exchange.isResponseStarted()) {
            IoUtils.safeClose(exchange.getConnection());
            return;
        }
        exchange.setStatusCode(problem.status());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, CONTENT_TYPE);
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        if (problem.code() == ErrorCode.UNAVAILABLE || problem.code() == ErrorCode.TOO_MANY_REQUESTS) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, RETRY_SECONDS);
        }
        exchange.getResponseSender().send(problem.json(), StandardCharsets.UTF_8);
    }

    static void nobody(HttpServerExchange exchange, boolean expected) {
        EngineException error = expected
            ? new EngineException(ErrorCode.UNAVAILABLE, "This part of the engine is not up at this moment.")
                .withNextStep("Try again in a few seconds.")
            : EngineException.notFound("path", exchange.getRequestPath());
        send(exchange, new Problem(error.code(), error.getMessage(), Optional.empty(), error.nextStep(),
            Requests.id(exchange)));
    }
}
