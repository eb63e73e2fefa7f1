package io.leengine.scheduler.local.image;

import io.leengine.model.Credentials;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Answers a registry's challenge: Basic, or a bearer token fetched from the realm it names (Docker token protocol). */
final class RegistryLogin {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int TOKEN_ANSWER_BYTES = 256 << 10;
    private static final Pattern PARAMETER = Pattern.compile("([a-zA-Z_]+)=(?:\"([^\"]*)\"|([^\\s,\"]+))");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[?(?:::1|0:0:0:0:0:0:0:1)\\]?");

    private final HttpClient http;
    private final Credentials credentials;

    RegistryLogin(HttpClient http, Credentials credentials) {
        this.http = http;
        this.credentials = credentials;
    }

    /** Returns the Authorization header's value for a challenge. */
    String authorization(List<String> challenges, ImageReference image) throws InterruptedException {
        for (String challenge : challenges) {
            String lower = challenge.toLowerCase(Locale.ROOT);
            if (lower.startsWith("bearer ")) {
                return "Bearer " + token(parameters(challenge), image);
            }
            if (lower.startsWith("basic")) {
                return basic();
            }
        }
        throw new EngineException(ErrorCode.FORBIDDEN, "The registry " + image.registry()
            + " refuses the pull and names no way to log in that is known here.");
    }

    static Map<String, String> parameters(String challenge) {
        Map<String, String> found = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(challenge);
        while (matcher.find()) {
            String value = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
            found.put(matcher.group(1).toLowerCase(Locale.ROOT), value);
        }
        return found;
    }

    static boolean isLoopback(String host) {
        return host != null && LOOPBACK.matcher(host).matches();
    }

    static String words(Throwable error) {
        return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }

    private String basic() {
        byte[] pair = (credentials.name() + ":" + credentials.secret()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private String token(Map<String, String> challenge, ImageReference image) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(realm(challenge, image)).timeout(ANSWER);
        if (!credentials.name().isEmpty()) {
            request.header("Authorization", basic());
        }
        try {
            HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                return token(answer.statusCode(), body.readNBytes(TOKEN_ANSWER_BYTES), image);
            }
        } catch (IOException | JacksonException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The registry " + image.registry()
                + " gives no token: " + words(e), e);
        }
    }

    private static String token(int status, byte[] body, ImageReference image) {
        if (status == 401 || status == 403) {
            throw new EngineException(ErrorCode.FORBIDDEN,
                "Pulling '" + image + "' is not permitted with the namespace's pull credentials.");
        }
        if (status != 200) {
            throw new EngineException(ErrorCode.UNAVAILABLE,
                "The token service of " + image.registry() + " answered with status " + status + ".");
        }
        JsonNode json = JsonMapper.shared().readTree(body);
        String token = json.path("token").asString("");
        token = token.isEmpty() ? json.path("access_token").asString("") : token;
        if (token.isEmpty()) {
            throw new EngineException(ErrorCode.UNAVAILABLE,
                "The token service of " + image.registry() + " answered without a token.");
        }
        return token;
    }

    /** The secret goes nowhere in the clear, but to this machine. */
    private static URI realm(Map<String, String> challenge, ImageReference image) {
        try {
            URI realm = URI.create(challenge.getOrDefault("realm", ""));
            if (!"https".equals(realm.getScheme()) && !isLoopback(realm.getHost())) {
                throw new EngineException(ErrorCode.FORBIDDEN, "The registry " + image.registry()
                    + " asks for the credentials to be sent unencrypted; they are not.");
            }
            String scope = challenge.getOrDefault("scope", "repository:" + image.repository() + ":pull");
            return URI.create(realm + (realm.getQuery() == null ? "?" : "&") + "service="
                + encode(challenge.getOrDefault("service", "")) + "&scope=" + encode(scope));
        } catch (IllegalArgumentException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE,
                "The registry " + image.registry() + " names a malformed token service.", e);
        }
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
