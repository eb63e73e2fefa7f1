package io.leengine.distro;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/** Requests to one operation of the OpenAPI document: such as it takes, nearly such, and hostile ones. */
final class FuzzRequests {
    /** How a request is meant. */
    enum Temper {
        VALID, NEAR, HOSTILE
    }

    /**
     * An operation.
     *
     * @param method in capitals
     * @param path the template
     * @param json what the document says of it
     */
    record Target(String method, String path, JsonNode json) {
        String id() {
            return json.get("operationId").asString();
        }
    }

    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** What would take the platform itself apart gets names that are nobody's. */
    private static final Set<String> OWN = Set.of("parts", "bundles", "users", "tokens", "sessions");

    private final String base;
    private final FuzzValues values;

    FuzzRequests(String base, FuzzValues values) {
        this.base = base;
        this.values = values;
    }

    /** Returns a request, and how it is meant. */
    HttpRequest of(Target target, Temper temper, String token) {
        boolean careful = !target.method().equals("GET") && OWN.contains(target.path().split("/")[1]);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path(target, temper, careful)
            + query(target, temper))).timeout(LIMIT);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        headers(target, temper, request);
        return body(target, temper, careful, request).build();
    }

    private String path(Target target, Temper temper, boolean careful) {
        StringJoiner path = new StringJoiner("/", "/", "");
        for (String segment : target.path().substring(1).split("/")) {
            if (!segment.startsWith("{")) {
                path.add(segment);
                continue;
            }
            String name = segment.substring(1, segment.length() - 1);
            JsonNode schema = parameter(target, name);
            String value = careful ? values.fresh() : values.text(name);
            if (schema.has("enum")) {
                value = values.any(schema.get("enum").valueStream().toList()).asString();
            }
            if (temper == Temper.HOSTILE && values.chance(0.5)) {
                value = values.hostile();
            } else if (schema.path("type").asString("").equals("integer")) {
                value = temper == Temper.VALID ? Integer.toString(values.any(List.of(1, 2, 3)))
                    : values.any(values.numbers());
            }
            // An empty segment is another path.
            path.add(value.isEmpty() ? "f" : encode(value));
        }
        return path.toString();
    }

    private static JsonNode parameter(Target target, String name) {
        return target.json().path("parameters").valueStream()
            .filter(each -> each.get("name").asString().equals(name)).findFirst().orElseThrow().get("schema");
    }

    private String query(Target target, Temper temper) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        target.json().path("parameters").valueStream().filter(each -> each.get("in").asString().equals("query"))
            .forEach(parameter -> {
                String name = parameter.get("name").asString();
                if (!parameter.path("required").asBoolean(false) && !values.chance(0.4)) {
                    return;
                }
                texts(name, parameter.get("schema"), temper).forEach(value -> query.add(name + "=" + encode(value)));
            });
        if (temper == Temper.NEAR && values.chance(0.1)) {
            query.add("unknown=1");
        }
        return query.toString();
    }

    /** Several of a parameter that may be given several times. */
    private List<String> texts(String name, JsonNode schema, Temper temper) {
        if (temper != Temper.VALID && values.chance(0.5)) {
            return List.of(values.chance(0.5) ? values.hostile() : values.any(values.numbers()));
        }
        if (name.equals("after")) {
            return List.of(values.text("next"));
        }
        JsonNode valid = values.valid(name, schema);
        return valid.isArray() ? valid.valueStream().map(JsonNode::asString).toList() : List.of(valid.asString());
    }

    private void headers(Target target, Temper temper, HttpRequest.Builder request) {
        target.json().path("parameters").valueStream().filter(each -> each.get("in").asString().equals("header"))
            .forEach(parameter -> {
                String name = parameter.get("name").asString();
                if (temper != Temper.VALID && values.chance(0.4)) {
                    request.header(name, values.any(List.of("", "*", "\"1\"", "W/\"1\"", "1", "\"1\", \"2\"", "\"",
                        "\"99999999999999999999\"", "a".repeat(300), "0", "-1", "1.000000000-1", "x")));
                } else if (parameter.path("required").asBoolean(false) || values.chance(0.3)) {
                    request.header(name, switch (name) {
                        case "If-Match" -> values.chance(0.8) ? "*" : "\"" + values.any(List.of(1, 2, 3)) + "\"";
                        case "If-None-Match" -> "\"1\"";
                        case "Last-Event-ID" -> "1";
                        default -> values.fresh();
                    });
                }
            });
        if (temper == Temper.HOSTILE && values.chance(0.2)) {
            request.header("Accept", values.any(List.of("text/html", "application/json;q=0", "", "*", "a/b", "text/event-stream",
                "*/*;q=0")));
        } else if (target.json().at("/responses/200/content").has("text/event-stream") && values.chance(0.3)) {
            request.header("Accept", "text/event-stream");
        }
    }

    private HttpRequest.Builder body(Target target, Temper temper, boolean careful, HttpRequest.Builder request) {
        JsonNode content = target.json().at("/requestBody/content");
        String method = target.method().toUpperCase(Locale.ROOT);
        if (content.isMissingNode()) {
            return request.method(method, BodyPublishers.noBody());
        } else if (content.has("application/octet-stream")) {
            return request.header("Content-Type", "application/octet-stream")
                .method(method, BodyPublishers.ofString(values.hostile()));
        }
        JsonNode schema = content.at("/application~1json/schema");
        String body = temper == Temper.VALID ? values.valid("", schema).toString()
            : temper == Temper.NEAR ? values.near(schema) : values.ugly(schema);
        if (careful) {
            // What begins anew is refused, too, but after it was read.
            body = body.replace("\"plugin\":\"", "\"plugin\":\"none.");
        }
        String type = temper == Temper.HOSTILE && values.chance(0.1) ? values.any(List.of("text/plain", "application/xml",
            "application/json; charset=latin1", "application/json;", "a")) : "application/json";
        return request.header("Content-Type", type)
            .method(method, BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
    }
}
