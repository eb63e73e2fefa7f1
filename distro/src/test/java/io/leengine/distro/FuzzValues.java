package io.leengine.distro;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Values for a schema of the OpenAPI document: such as it takes, and such as it should refuse. Texts that answers held are
 * used again, so that requests also reach what is there.
 */
final class FuzzValues {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MOST_KNOWN = 200;
    private static final List<String> HOSTILE = List.of("", " ", "\0", "a\0b", "\u202Egnp.exe", "\u2066a\u2069", "\uFEFF",
        "\uD800", "\uDFFF\uD800", "' or '1'='1", "'; drop table users; --", "%", "_", "%25", "\\", "\"", "a\nb", "\r\nX: y",
        "../../etc/passwd", "..", ".", "%2e%2e%2f", "{{7*7}}", "${jndi:ldap://127.0.0.1/a}", "<script>", "null", "undefined",
        "NaN", "Infinity", "-0", "1e999", "0x10", "\u0661\u0662", "A", "ÄÖÜ", "\uD83D\uDE80", "a".repeat(63), "a".repeat(64),
        "a".repeat(256), "a".repeat(5_000), "-a", "a-", "a--b", "a/b", "/", "//", "a//b", "sha256:" + "0".repeat(64),
        "sha256:x", "file:///etc/passwd", "https://user:secret@127.0.0.1/a", "latest", "v1", "v0", "v99999999999", "*");
    private static final List<String> NUMBERS = List.of("0", "-1", "1", "2147483647", "2147483648", "-2147483649",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e999", "-1e999", "1.5", "1e2",
        "99999999999999999999999999999999999", "0.0000000000000001", "100", "101");

    private final JsonNode document;
    private final RandomGenerator random;
    private final Map<String, List<String>> known;

    /**
     * @param known what answers held, by the field's name; shared
     */
    FuzzValues(JsonNode document, RandomGenerator random, Map<String, List<String>> known) {
        this.document = document;
        this.random = random;
        this.known = known;
    }

    static Map<String, List<String>> nothingKnown() {
        return new ConcurrentHashMap<>();
    }

    /** Takes in what an answer holds. */
    void learn(JsonNode answer) {
        if (answer.isObject()) {
            answer.forEachEntry((name, value) -> {
                if (value.isString() || value.isIntegralNumber()) {
                    List<String> all = known.computeIfAbsent(name, _ -> new CopyOnWriteArrayList<>());
                    String text = value.asString();
                    if (text.length() < 300 && !text.isEmpty() && !all.contains(text)) {
                        all.add(text);
                        if (all.size() > MOST_KNOWN) {
                            all.removeFirst();
                        }
                    }
                } else {
                    learn(value);
                }
            });
        } else if (answer.isArray()) {
            answer.forEach(this::learn);
        }
    }

    boolean chance(double share) {
        return random.nextDouble() < share;
    }

    <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    /** Returns something an answer held under a name, or something new. */
    String text(String name) {
        List<String> some = known.getOrDefault(name, List.of());
        return !some.isEmpty() && chance(0.7) ? any(List.copyOf(some)) : fresh();
    }

    String fresh() {
        StringBuilder text = new StringBuilder("f");
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    String hostile() {
        if (chance(0.2)) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(1, 20); i > 0; i--) {
                text.append((char) random.nextInt(0x10000));
            }
            return text.toString();
        }
        return any(HOSTILE);
    }

    /** Returns a value that a schema takes, for a field of a name. */
    JsonNode valid(String name, JsonNode schema) {
        JsonNode of = resolved(schema);
        if (of.at("/examples/0").asString("").contains("://")) {
            // Nothing is fetched from anywhere.
            return JSON.stringNode("file:///nonexistent/" + fresh());
        } else if (of.has("examples") && chance(0.2)) {
            return of.get("examples").get(0);
        } else if (of.has("enum")) {
            return any(of.get("enum").valueStream().toList());
        }
        return switch (of.path("type").asString("")) {
            case "object" -> object(of);
            case "array" -> {
                ArrayNode array = JSON.arrayNode();
                for (int i = random.nextInt(3); i > 0; i--) {
                    array.add(valid(name, of.path("items")));
                }
                yield array;
            }
            case "integer", "number" -> number(of);
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            default -> JSON.stringNode(text(of, name));
        };
    }

    private String text(JsonNode schema, String name) {
        if (schema.path("format").asString("").equals("date-time")) {
            return "2026-11-2" + random.nextInt(10) + "T08:00:00Z";
        } else if (schema.path("pattern").asString("").contains("sha256")) {
            return "sha256:" + Integer.toHexString(random.nextInt(16)).repeat(64);
        }
        return text(name);
    }

    private JsonNode number(JsonNode schema) {
        long least = schema.path("minimum").asLong(0);
        long most = schema.path("maximum").asLong(1_000);
        return JSON.numberNode(chance(0.3) ? least : chance(0.3) ? most
            : least == most ? least : random.nextLong(least, most));
    }

    private ObjectNode object(JsonNode schema) {
        ObjectNode object = JSON.objectNode();
        String required = schema.path("required").toString();
        schema.path("properties").forEachEntry((name, of) -> {
            if (required.contains('"' + name + '"') || chance(0.4)) {
                object.set(name, valid(name, of));
            }
        });
        if (schema.path("additionalProperties").isObject()) {
            for (int i = random.nextInt(3); i > 0; i--) {
                object.set(text("cell"), valid("cell", schema.get("additionalProperties")));
            }
        }
        return object;
    }

    /** Returns a body a schema takes but for one thing. */
    String near(JsonNode schema) {
        JsonNode body = valid("", schema);
        if (!(body instanceof ObjectNode object) || object.isEmpty() || chance(0.1)) {
            return any(List.of("[]", "null", "\"a\"", "1", "{}", "", "{\"unknown\":1}", "{", "{}{}"));
        }
        String field = any(object.propertyNames().stream().toList());
        switch (random.nextInt(7)) {
            case 0 -> object.remove(field);
            case 1 -> object.putNull(field);
            case 2 -> object.put(field, hostile());
            case 3 -> object.put("unknown", 1);
            case 4 -> object.putArray(field).add(1).addNull().addObject();
            case 5 -> object.putObject(field).putObject("a").put("b", true);
            default -> {
                return object.toString().replaceFirst(":[^,}]+", ":" + any(NUMBERS));
            }
        }
        return object.toString();
    }

    /** Returns a body that is hardly one. */
    String ugly(JsonNode schema) {
        return switch (random.nextInt(6)) {
            case 0 -> "{\"a\":".repeat(random.nextInt(1, 3_000));
            case 1 -> "[".repeat(random.nextInt(1, 20_000));
            case 2 -> hostile();
            case 3 -> {
                String body = valid("", schema).toString();
                yield body.substring(0, random.nextInt(body.length() + 1));
            }
            case 4 -> {
                ObjectNode object = JSON.objectNode();
                resolved(schema).path("properties").forEachEntry((name, _) -> object.put(name, hostile()));
                yield object.toString();
            }
            default -> {
                String body = valid("", schema).toString();
                yield body.length() < 3 ? "{\"a\":1,\"a\":2}" : body.substring(0, body.length() - 1) + "," + body.substring(1);
            }
        };
    }

    JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? document.at(schema.get("$ref").asString().substring(1)) : schema;
    }

    List<String> numbers() {
        return new ArrayList<>(NUMBERS);
    }
}
