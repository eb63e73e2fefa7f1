package io.leengine.registry;

import io.leengine.engine.Actor;
import io.leengine.engine.RegistryAccess;
import io.leengine.engine.RegistryAccess.Action;
import io.leengine.http.Requests;
import io.leengine.model.Credentials;
import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The Docker token protocol: GET with Basic credentials, or the OAuth2 form by POST. */
final class TokenEndpoint {
    private static final int MAX_FORM = 64 * 1024;
    private static final int MAX_SCOPES = 32;

    private final Gate gate;
    private final RegistryAccess access;
    private final Tokens tokens;
    private final Clock clock;
    private final JsonMapper json;

    TokenEndpoint(Gate gate, RegistryAccess access, Tokens tokens, Clock clock, JsonMapper json) {
        this.gate = gate;
        this.access = access;
        this.tokens = tokens;
        this.clock = clock;
        this.json = json;
    }

    void answer(HttpServerExchange exchange) throws IOException {
        switch (exchange.getRequestMethod().toString()) {
            case "GET" -> get(exchange);
            case "POST" -> post(exchange);
            default -> throw Call.unsupported(List.of("GET", "POST"));
        }
    }

    private void get(HttpServerExchange exchange) {
        Optional<Credentials> given = Gate.basic(exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION));
        Collection<String> scopes = exchange.getQueryParameters().containsKey("scope")
            ? exchange.getQueryParameters().get("scope") : List.of();
        send(exchange, given, scopes);
    }

    private void post(HttpServerExchange exchange) throws IOException {
        byte[] form = exchange.getInputStream().readNBytes(MAX_FORM + 1);
        if (form.length > MAX_FORM) {
            throw new RegistryError(RegistryError.Code.SIZE_INVALID, "The form is too long.");
        }
        Map<String, List<String>> fields = fields(new String(form, StandardCharsets.UTF_8));
        if (!"password".equals(first(fields, "grant_type"))) {
            throw new RegistryError(RegistryError.Code.UNAUTHORIZED, "Only the grant type 'password' is known.");
        }
        send(exchange, Optional.of(new Credentials(first(fields, "username"), first(fields, "password"))),
            fields.getOrDefault("scope", List.of()));
    }

    private void send(HttpServerExchange exchange, Optional<Credentials> given, Collection<String> scopes) {
        Actor actor = given.map(credentials -> gate.actor(credentials, exchange))
            .orElseGet(() -> Actor.anonymous(Requests.id(exchange), Requests.address(exchange)));
        String token = tokens.mint(bearer(actor, scopes));
        ObjectNode body = json.createObjectNode().put("token", token).put("access_token", token)
            .put("expires_in", Tokens.LIFE.toSeconds()).put("issued_at", clock.instant().toString());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        exchange.getResponseSender().send(body.toString(), StandardCharsets.UTF_8);
    }

    /** Grants what of the asked scopes the actor may; what it may not is left out, as the protocol has it. */
    private Caller.Bearer bearer(Actor actor, Collection<String> scopes) {
        Map<String, Set<Action>> asked = new HashMap<>();
        boolean catalog = false;
        List<String> all = scopes.stream().flatMap(scope -> List.of(scope.split(" ")).stream()).toList();
        if (all.size() > MAX_SCOPES) {
            throw new RegistryError(RegistryError.Code.DENIED, "At most " + MAX_SCOPES + " scopes may be asked for.");
        }
        for (String scope : all) {
            catalog |= "registry:catalog:*".equals(scope);
            collect(scope, asked);
        }
        Map<String, Set<Action>> granted = new HashMap<>();
        asked.forEach((repository, actions) -> {
            Set<Action> allowed = access.allowed(actor, repository, actions);
            if (!allowed.isEmpty()) {
                granted.put(repository, allowed);
            }
        });
        return new Caller.Bearer(actor, granted, catalog && access.mayListAll(actor), clock.instant());
    }

    private static void collect(String scope, Map<String, Set<Action>> asked) {
        int first = scope.indexOf(':');
        int last = scope.lastIndexOf(':');
        if (last <= first || !scope.substring(0, first).equals("repository")) {
            return;
        }
        String repository = scope.substring(first + 1, last);
        try {
            Identifiers.repository("scope", repository);
        } catch (EngineException e) {
            // Nothing can be granted on what cannot exist.
            return;
        }
        Set<Action> actions = asked.computeIfAbsent(repository, _ -> EnumSet.noneOf(Action.class));
        for (String action : scope.substring(last + 1).split(",")) {
            switch (action) {
                case "pull" -> actions.add(Action.PULL);
                case "push" -> actions.add(Action.PUSH);
                case "delete" -> actions.add(Action.DELETE);
                case "*" -> actions.addAll(EnumSet.allOf(Action.class));
                default -> { }
            }
        }
    }

    private static Map<String, List<String>> fields(String form) {
        Map<String, List<String>> fields = new HashMap<>();
        for (String pair : form.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                try {
                    fields.computeIfAbsent(URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        _ -> new ArrayList<>())
                        .add(URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    throw new RegistryError(RegistryError.Code.UNAUTHORIZED, "The form cannot be read.");
                }
            }
        }
        return fields;
    }

    private static String first(Map<String, List<String>> fields, String name) {
        return fields.getOrDefault(name, List.of("")).getFirst();
    }
}
