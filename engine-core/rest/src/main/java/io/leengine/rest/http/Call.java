package io.leengine.rest.http;

import io.leengine.engine.Actor;
import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import io.leengine.engine.domain.Role;
import io.leengine.model.EngineException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/** One request to one route: what it carries, read and checked. For the request's own thread. */
public final class Call {
    /** What every path begins with. */
    public static final String BASE = "/api/v1";

    private final HttpServerExchange exchange;
    private final Route route;
    private final List<String> values;
    private final Actor actor;
    private final String token;
    private final byte[] body;
    private final Json json;

    /**
     * @param values of the path's places
     * @param actor who asks
     * @param token what was sent to say so; empty for nobody
     * @param body the body; empty when the route takes none
     */
    public Call(HttpServerExchange exchange, Route route, List<String> values, Actor actor, String token, byte[] body,
            Json json) {
        this.exchange = exchange;
        this.route = route;
        this.values = values;
        this.actor = actor;
        this.token = token;
        this.body = body;
        this.json = json;
        List<String> names = route.path().names();
        for (int at = 0; at < names.size(); at++) {
            Texts.check(names.get(at), values.get(at), Texts.LONGEST_IN_PATH, false);
        }
        checkQuery();
    }

    /** Returns who asks, with the key that makes a repeat known. */
    public Actor actor() {
        return actor;
    }

    /** Returns the token that was sent. */
    public String token() {
        return token;
    }

    /** Returns the cookie of a browser's session. */
    public SessionCookie cookie() {
        return new SessionCookie(exchange);
    }

    /** Returns the cookie of a browser that is sent to an identity provider. */
    public LogInCookie logInCookie() {
        return new LogInCookie(exchange);
    }

    /** Returns the value of a place of the path. */
    public String path(String name) {
        return values.get(route.path().names().indexOf(name));
    }

    /** Returns the body. */
    public <T extends Record> T body(Class<T> type) {
        // A body of which nothing is required may be left out.
        return json.read(body.length == 0 ? new byte[] {'{', '}'} : body, type);
    }

    /** Returns the body of an upload, to be read once, with no limit of its own. */
    public InputStream upload() {
        return exchange.getInputStream();
    }

    /** Returns the revision the caller has seen. */
    public Optional<Long> ifMatch() {
        return Revisions.ifMatch(exchange.getRequestHeaders().getFirst(Headers.IF_MATCH), route.ifMatch());
    }

    /** Returns whether the caller takes a media type, and says so by name. */
    public boolean accepts(String mediaType) {
        return Accepted.of(exchange.getRequestHeaders().get(Headers.ACCEPT)).named(mediaType);
    }

    /** Returns whether a query parameter is given. */
    public boolean isGiven(Parameter parameter) {
        return given(parameter).isPresent();
    }

    /** Returns the text of a query parameter. */
    public Optional<String> text(Parameter parameter) {
        return given(parameter).map(parameter::readText)
            .or(() -> parameter.otherwise().map(String::valueOf));
    }

    /** Returns the texts of a query parameter that may be given several times; the first is not empty. */
    public List<String> texts(Parameter parameter) {
        return exchange.getQueryParameters().get(parameter.name()).stream().map(parameter::readOne).toList();
    }

    /** Throws unless the request asks for the conversation that the route is for; asked once the caller may have it. */
    public void requireHandshake() {
        Handshake.require(exchange, route.socket().orElseThrow());
    }

    /** Returns the number of a query parameter that has a default. */
    public int integer(Parameter parameter) {
        return given(parameter).map(parameter::readInteger).orElseGet(() -> (Integer) parameter.otherwise().get());
    }

    /** Returns whether a flag is set. */
    public boolean flag(Parameter parameter) {
        return given(parameter).map(parameter::readFlag).orElse(false);
    }

    /** Returns whether the request is only to be tried. */
    boolean tried() {
        return route.dryRun() && flag(RouteDraft.DRY_RUN);
    }

    /** Returns the time of a query parameter. */
    public Optional<Instant> time(Parameter parameter) {
        return given(parameter).map(parameter::readTime);
    }

    /** Returns the day of a query parameter. */
    public Optional<LocalDate> date(Parameter parameter) {
        return given(parameter).map(parameter::readDate);
    }

    /** Returns which part of a list is wanted. */
    public Page.Request page() {
        Parameter limit = route.query().contains(RouteDraft.LIMIT) ? RouteDraft.LIMIT : RouteDraft.LIMIT_WHOLE;
        return new Page.Request(text(RouteDraft.AFTER).map(text -> Cursors.decode(list(), text)), integer(limit),
            text(RouteDraft.SEARCH).orElse(""));
    }

    /** Returns which of the resources are wanted; what the route has no filter for is left open. */
    public Selection selection() {
        return new Selection(page(), text(RouteDraft.SORT).map(RouteDraft.ORDERS::get).orElse(Selection.Order.NAME),
            text(RouteDraft.VISIBILITY).map("public"::equals),
            text(RouteDraft.ROLE).map(role -> Role.valueOf(role.toUpperCase(Locale.ROOT))),
            text(RouteDraft.IMAGE), text(RouteDraft.GROUP));
    }

    /** Returns what tells this list from others: operation, path, and query but for the part that is wanted. */
    String list() {
        StringJoiner list = new StringJoiner("\n").add(route.id());
        values.forEach(list::add);
        route.query().stream().filter(parameter -> !RouteDraft.PART.contains(parameter)).forEach(parameter ->
            list.add(parameter.name() + "=" + (parameter.type() == Parameter.Type.TEXT ? text(parameter)
                : given(parameter)).orElse("")));
        return list.toString();
    }

    /** Returns this request's path and query with one parameter set anew. */
    public String linkWith(String name, String value) {
        StringJoiner query = new StringJoiner("&");
        exchange.getQueryParameters().forEach((key, given) -> {
            if (!key.equals(name)) {
                query.add(encode(key) + "=" + encode(given.getFirst()));
            }
        });
        query.add(encode(name) + "=" + encode(value));
        return BASE + PathText.join(filled()) + "?" + query;
    }

    private String[] filled() {
        int[] next = {0};
        return route.path().segments().stream()
            .map(segment -> PathTemplate.isPlace(segment) ? values.get(next[0]++) : segment).toArray(String[]::new);
    }

    private Optional<String> given(Parameter parameter) {
        Deque<String> texts = exchange.getQueryParameters().get(parameter.name());
        return texts == null ? Optional.empty() : Optional.of(texts.getFirst()).filter(text -> !text.isEmpty());
    }

    private void checkQuery() {
        Map<String, Deque<String>> query = exchange.getQueryParameters();
        query.forEach((name, texts) -> {
            if (name.equals(RouteDraft.DRY_RUN.name()) && !route.untried().isEmpty()) {
                throw EngineException.invalid(name, "This cannot be tried: " + route.untried() + ".");
            }
            if (route.query().stream().noneMatch(parameter -> parameter.name().equals(name))) {
                throw EngineException.invalid(name, "There is no query parameter '" + name + "' here" + known());
            }
            int times = route.query().stream().filter(parameter -> parameter.name().equals(name))
                .mapToInt(Parameter::times).findFirst().orElse(1);
            if (texts.size() > times) {
                throw EngineException.invalid(name, "The query parameter '" + name + "' is given "
                    + (times == 1 ? "more than once." : texts.size() + " times, and may be " + times + " times at most."));
            }
        });
        for (Parameter parameter : route.query()) {
            if (parameter.required() && given(parameter).isEmpty()) {
                throw EngineException.invalid(parameter.name(), "The query parameter '" + parameter.name()
                    + "' must be given.");
            }
        }
    }

    private String known() {
        List<String> names = route.query().stream().map(Parameter::name).toList();
        return names.isEmpty() ? "." : "; those are " + String.join(", ", names) + ".";
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
