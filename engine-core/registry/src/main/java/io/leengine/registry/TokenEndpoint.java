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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The Docker token protocol: GET with Basic credentials, or the OAuth2 form by POST. */
final class TokenEndpoint {
    private static final int MAX_FORM = 64 * 1024;
    private static final int MAX_SCOPES = 32;
    private static final Duration KEYS_KEPT = Duration.ofMinutes(1);

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

    /** Publishes the keys that tokens are verified by; shorter kept than a key is published before it signs. */
    void keys(HttpServerExchange exchange) {
        if (!List.of("GET", "HEAD").contains(exchange.getRequestMethod().toString())) {
            throw Call.unsupported(List.of("GET", "HEAD"));
        }
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/jwk-set+json");
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "public, max-age=" + KEYS_KEPT.toSeconds());
        exchange.getResponseSender().send(tokens.keySet(), StandardCharsets.UTF_8);
    }

    private void get(HttpServerExchange exchange) {
        Actor actor = Gate.basic(exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION))
            .map(credentials -> gate.actor(credentials, exchange))
            .orElseGet(() -> Actor.anonymous(Requests.id(exchange), Requests.address(exchange)));
        boolean offline = exchange.getQueryParameters().containsKey("offline_token")
            && "true".equals(exchange.getQueryParameters().get("offline_token").getFirst());
        send(exchange, actor, exchange.getQueryParameters().containsKey("scope")
            ? exchange.getQueryParameters().get("scope") : List.of(), offline ? access.offlineToken(actor) : Optional.empty());
    }

    private void post(HttpServerExchange exchange) throws IOException {
        byte[] form = exchange.getInputStream().readNBytes(MAX_FORM + 1);
        if (form.length > MAX_FORM) {
            throw new RegistryError(RegistryError.Code.SIZE_INVALID, "The form is too long.");
        }
        Map<String, List<String>> fields = fields(new String(form, StandardCharsets.UTF_8));
        boolean offline = "offline".equals(first(fields, "access_type"));
        List<String> scopes = fields.getOrDefault("scope", List.of());
        switch (first(fields, "grant_type")) {
            case "password" -> {
                Actor actor = gate.actor(new Credentials(first(fields, "username"), first(fields, "password")), exchange);
                send(exchange, actor, scopes, offline ? access.offlineToken(actor) : Optional.empty());
            }
            case "refresh_token" -> {
                // The same one again, with the end it has: to use it does not make it last.
                String given = first(fields, "refresh_token");
                send(exchange, gate.resumed(given, exchange), scopes, Optional.of(given));
            }
            default -> throw new RegistryError(RegistryError.Code.UNAUTHORIZED,
                "Only the grant types 'password' and 'refresh_token' are known.");
        }
    }

    private void send(HttpServerExchange exchange, Actor actor, Collection<String> scopes, Optional<String> refresh) {
        Caller.Bearer bearer = bearer(actor, scopes);
        String token = tokens.mint(bearer);
        ObjectNode body = json.createObjectNode().put("token", token).put("access_token", token)
            .put("expires_in", Tokens.LIFE.toSeconds()).put("issued_at", clock.instant().toString())
            .put("scope", scope(bearer));
        refresh.ifPresent(secret -> body.put("refresh_token", secret));
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        exchange.getResponseSender().send(body.toString(), StandardCharsets.UTF_8);
    }

    /** What was granted, in the words it can be asked for with. */
    private static String scope(Caller.Bearer bearer) {
        List<String> scopes = new ArrayList<>();
        new TreeMap<>(bearer.granted()).forEach((repository, actions) -> {
            String named = actions.stream().filter(action -> action != Action.LIST)
                .map(action -> action.name().toLowerCase(Locale.ROOT)).sorted().collect(Collectors.joining(","));
            if (!named.isEmpty()) {
                scopes.add("repository:" + repository + ":" + named);
            }
        });
        if (bearer.mayListAll()) {
            scopes.add("registry:catalog:*");
        }
        return String.join(" ", scopes);
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
        Map<String, Set<Action>> refused = new HashMap<>();
        Set<String> begun = new HashSet<>();
        asked.forEach((repository, actions) -> {
            // Asked before and after: it may be made, or deleted, in between.
            boolean nobodys = access.mayBegin(actor, repository);
            Set<Action> allowed = access.allowed(actor, repository, actions);
            if (nobodys || access.mayBegin(actor, repository)) {
                begun.add(repository);
            }
            if (!allowed.isEmpty()) {
                granted.put(repository, allowed);
            }
            actions.removeAll(allowed);
            if (!actions.isEmpty()) {
                refused.put(repository, actions);
            }
        });
        return new Caller.Bearer(actor, granted, refused, begun, catalog && access.mayListAll(actor), clock.instant());
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
        if (!actions.isEmpty()) {
            actions.add(Action.LIST);
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
