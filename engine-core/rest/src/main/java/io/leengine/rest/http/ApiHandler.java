package io.leengine.rest.http;

import io.leengine.engine.Actor;
import io.leengine.engine.DryRun;
import io.leengine.engine.Identity;
import io.leengine.http.Requests;
import io.leengine.model.EngineException;
import io.leengine.rest.view.DryRunView;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Answers every request to {@code /api}: finds its route, checks who asks, calls it, writes what it answers. */
public final class ApiHandler implements HttpHandler, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ApiHandler.class.getName());
    private static final HttpString NO_SNIFF = HttpString.tryFromString("X-Content-Type-Options");
    private static final List<String> BASE = PathText.segments(Call.BASE);
    private static final String BEARER = "bearer ";
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration BODY = Duration.ofSeconds(30);

    private final Router router;
    private final Supplier<Identity> identity;
    private final Json json;
    private final Duration heartbeat;
    private final Problems problems;
    private final Bodies bodies;
    private final OpenStreams streams = new OpenStreams(DRAIN);

    /**
     * @param identity tells who asks; throws while it is absent
     * @param heartbeat longest time without a byte in a stream of events
     */
    public ApiHandler(Collection<Route> routes, Supplier<Identity> identity, Json json, Duration heartbeat) {
        this(routes, identity, json, heartbeat, BODY);
    }

    /**
     * As the other, with a time of its own for bodies.
     *
     * @param body how long a body that is read whole may take to come
     */
    public ApiHandler(Collection<Route> routes, Supplier<Identity> identity, Json json, Duration heartbeat,
            Duration body) {
        this.router = new Router(routes);
        this.identity = identity;
        this.json = json;
        this.heartbeat = heartbeat;
        this.problems = new Problems(json);
        this.bodies = new Bodies(body);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        long start = System.nanoTime();
        exchange.getResponseHeaders().put(NO_SNIFF, "nosniff");
        try {
            serve(exchange);
        // catches all: every failure must become an answer; which one, and whether it is logged, is decided in one place
        } catch (Exception | LinkageError e) {
            problems.send(exchange, e);
        }
        if (LOG.isLoggable(System.Logger.Level.DEBUG)) {
            LOG.log(System.Logger.Level.DEBUG, "[{0}] {1} {2} {3} {4} ms", Requests.id(exchange),
                exchange.getRequestMethod(), exchange.getRequestPath(), Integer.toString(exchange.getStatusCode()),
                Long.toString((System.nanoTime() - start) / 1_000_000));
        }
    }

    /** Ends every stream. */
    @Override
    public void close() {
        streams.close();
    }

    /** Returns how many streams are open. */
    public int openStreams() {
        return streams.size();
    }

    private void serve(HttpServerExchange exchange) throws Exception {
        List<String> segments = PathText.segments(rawPath(exchange));
        Router.Match match = segments.size() > BASE.size() && segments.subList(0, BASE.size()).equals(BASE)
            ? router.find(segments.subList(BASE.size(), segments.size())) : router.find(List.of());
        if (match.methods().isEmpty()) {
            throw EngineException.notFound("path", exchange.getRequestPath())
                .withNextStep("The paths are listed at " + Call.BASE + "/docs.");
        }
        Route route = route(exchange, match);
        checkAccepted(exchange, route);
        SessionCookie cookie = new SessionCookie(exchange);
        String bearer = bearer(exchange);
        String token = bearer.isEmpty() ? cookie.token() : bearer;
        Actor actor = route.open() ? Actor.anonymous(Requests.id(exchange), Requests.address(exchange))
            : authenticate(exchange, token);
        if (bearer.isEmpty() && !route.open()) {
            cookie.requireSameOrigin();
            if (route.socket().isPresent()) {
                cookie.requireOwnOrigin();
            }
        }
        byte[] body = bodies.read(exchange, route);
        Actor known = IdempotencyKeys.known(actor, route, exchange, body);
        Call call = new Call(exchange, route, match.values(), known, token, body, json);
        send(exchange, route, token, call.tried() ? tried(call, route) : route.handler().handle(call));
    }

    private Answer tried(Call call, Route route) throws Exception {
        var activity = DryRun.of(() -> route.handler().handle(call));
        return Answer.text(Content.DRY_RUN, out -> out.write(json.write(DryRunView.of(activity))));
    }

    // As it came: only there is a slash within a segment still told from one between two.
    private static String rawPath(HttpServerExchange exchange) {
        String uri = exchange.getRequestURI();
        if (exchange.isHostIncludedInRequestURI()) {
            int slash = uri.indexOf('/', uri.indexOf("://") + 3);
            return slash < 0 ? "/" : uri.substring(slash);
        }
        return uri;
    }

    private static Route route(HttpServerExchange exchange, Router.Match match) {
        String method = exchange.getRequestMethod().toString().toUpperCase(Locale.ROOT);
        Route route = match.methods().get(method.equals("HEAD") ? "GET" : method);
        if (route == null || method.equals("HEAD") && !route.head()) {
            throw HttpProblem.methodNotAllowed(method, match.allowed());
        }
        return route;
    }

    private static void checkAccepted(HttpServerExchange exchange, Route route) {
        Accepted accepted = Accepted.of(exchange.getRequestHeaders().get(Headers.ACCEPT));
        List<String> offered = route.contents().stream().map(Content::mediaType).distinct().toList();
        boolean tried = route.dryRun() && accepted.named(Content.DRY_RUN);
        if (!offered.isEmpty() && !tried && offered.stream().noneMatch(accepted::takes)) {
            throw HttpProblem.notAcceptable(offered);
        }
    }

    private static String bearer(HttpServerExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
        boolean bearer = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return bearer ? header.substring(BEARER.length()).strip() : "";
    }

    private Actor authenticate(HttpServerExchange exchange, String token) {
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        String id = Requests.id(exchange);
        String address = Requests.address(exchange);
        return (token.isEmpty() ? Actor.anonymous(id, address) : identity.get().authenticate(token, id, address))
            .required();
    }

    private void send(HttpServerExchange exchange, Route route, String token, Answer answer) throws Exception {
        if (answer.written() instanceof Answer.Events events) {
            stream(exchange, token, events.source());
            return;
        }
        if (answer.written() instanceof Answer.Upgrade upgrade) {
            new Handshake(problems).accept(exchange, route.socket().orElseThrow(), upgrade.conversation(), streams);
            return;
        }
        answer.headers().forEach((name, value) ->
            exchange.getResponseHeaders().put(HttpString.tryFromString(name), value));
        if (answer.written() instanceof Answer.Text text) {
            exchange.setStatusCode(answer.status());
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, text.mediaType());
            text.writer().write(exchange.getOutputStream());
            exchange.getOutputStream().close();
        } else if (route.cacheable() && unchanged(exchange, answer)) {
            exchange.setStatusCode(304);
        } else {
            exchange.setStatusCode(answer.status());
            if (answer.body() != null) {
                exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, Content.JSON);
                exchange.getResponseSender().send(ByteBuffer.wrap(json.write(answer.body())));
            }
        }
    }

    private static boolean unchanged(HttpServerExchange exchange, Answer answer) {
        String etag = answer.headers().get("ETag");
        return etag != null && (exchange.getRequestMethod().equals(Methods.GET)
            || exchange.getRequestMethod().equals(Methods.HEAD))
            && Revisions.noneMatch(exchange.getRequestHeaders().getFirst(Headers.IF_NONE_MATCH), etag);
    }

    private void stream(HttpServerExchange exchange, String token, Answer.Source source) throws Exception {
        EventStream stream = new EventStream(exchange, heartbeat, () -> authenticate(exchange, token), json);
        streams.run(() -> {
            try {
                source.send(stream);
                stream.flush();
            } catch (EngineException | InterruptedException e) {
                if (!stream.begun()) {
                    throw e;
                }
                end(exchange, stream, e);
            }
        });
    }

    private void end(HttpServerExchange exchange, EventStream stream, Exception cause) throws IOException {
        // An interrupt is the API going: the stream simply ends, and its reader comes again.
        if (cause instanceof EngineException error) {
            stream.put("error", "", problems.view(exchange, error));
            stream.flush();
        }
    }
}
