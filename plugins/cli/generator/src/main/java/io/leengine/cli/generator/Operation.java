package io.leengine.cli.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** One operation of the document, as methods in Java. */
final class Operation {
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";
    private static final String TRIED = "application/vnd.leengine.dry-run+json";
    // What goes on with a list, and what only tries, are the carrier's matter.
    private static final Set<String> CARRIED = Set.of("after", "dryRun");

    private final String method;
    private final String path;
    private final JsonNode operation;
    private final JavaTypes types;
    private final List<JsonNode> parameters = new ArrayList<>();

    Operation(String method, String path, JsonNode operation, JavaTypes types) {
        this.method = method.toUpperCase(Locale.ROOT);
        this.path = path;
        this.operation = operation;
        this.types = types;
        operation.path("parameters").forEach(parameters::add);
    }

    String tag() {
        return operation.at("/tags/0").asString();
    }

    private String id() {
        return operation.get("operationId").asString();
    }

    private List<JsonNode> in(String place) {
        return parameters.stream().filter(parameter -> parameter.get("in").asString().equals(place)).toList();
    }

    private Optional<JsonNode> header(String name) {
        return in("header").stream().filter(parameter -> parameter.get("name").asString().equals(name)).findFirst();
    }

    private boolean goesOn() {
        return in("query").stream().anyMatch(parameter -> parameter.get("name").asString().equals("after"));
    }

    /** Returns the record of the query, if there is anything to ask for. */
    Optional<QueryText> query() {
        List<JsonNode> some = in("query").stream()
            .filter(parameter -> !CARRIED.contains(parameter.get("name").asString())).toList();
        return some.isEmpty() ? Optional.empty()
            : Optional.of(new QueryText(Words.type(id()) + "Query", some, types));
    }

    /** Returns whether it answers a client; one that only sends browsers on is not for clients. */
    boolean answers() {
        return successes().findFirst().isPresent();
    }

    private JsonNode success() {
        return successes().findFirst().orElseThrow();
    }

    private Stream<JsonNode> successes() {
        return operation.get("responses").propertyStream().filter(entry -> entry.getKey().startsWith("2"))
            .map(Map.Entry::getValue)
            .filter(response -> !(response.path("content").size() == 1 && response.path("content").has(TRIED)));
    }

    /** Returns each form of it as a method: the declaration, and how it is done. */
    List<Method> methods() {
        List<Method> methods = new ArrayList<>();
        JsonNode content = success().path("content");
        if (content.isMissingNode() || content.isEmpty()) {
            methods.add(reply("Void"));
        } else if (content.has(JSON)) {
            methods.add(json(content.get(JSON)));
        }
        if (content.has("text/plain") || content.has("text/html")) {
            methods.add(done(id() + (content.has(EVENTS) ? "Text" : ""), "String", query(),
                "return http.text(" + address() + ");"));
        }
        if (content.has(EVENTS)) {
            methods.add(events(content.get(EVENTS)));
        }
        return methods;
    }

    private Method json(JsonNode media) {
        JsonNode schema = media.path("schema");
        JsonNode items = schema.at("/properties/items/items");
        if (!items.isMissingNode()) {
            String item = types.boxed(items, "");
            return goesOn()
                ? done(id(), "Pages<" + item + ">", query(), "return http.pages(" + address() + ", " + item + ".class);")
                : done(id(), "java.util.List<" + item + ">", query(), "return http.items(" + address() + ", " + item
                    + ".class);");
        }
        return reply(types.boxed(schema, ""));
    }

    private Method reply(String type) {
        String read = type + ".class";
        JsonNode body = operation.path("requestBody").path("content");
        String call;
        if (body.has("application/octet-stream")) {
            call = "http.upload(" + address() + ", file, " + read + ")";
        } else {
            call = "http.send(" + Words.literal(method) + ", " + address() + ", "
                + (body.has(JSON) ? "java.util.Optional.of(body)" : "java.util.Optional.empty()") + ", "
                + header("If-Match").map(parameter -> parameter.path("required").asBoolean(false)
                    ? "java.util.Optional.of(ifMatch)" : "ifMatch").orElse("java.util.Optional.empty()") + ", " + read + ")";
        }
        return done(id(), "Reply<" + type + ">", query(), "return " + call + ";");
    }

    private Method events(JsonNode media) {
        String data = types.boxed(media.get("x-event-data"), "");
        List<String> parameters = arguments(query());
        parameters.add("String lastEventId");
        parameters.add("java.util.function.Predicate<StreamEvent<" + data + ">> more");
        return new Method(documentation("As events, until it ends or there is enough; returns the id to go on from."),
            "String " + id() + "Events(" + String.join(", ", parameters) + ")",
            "return http.follow(" + address() + ", lastEventId, " + data + ".class, more);");
    }

    private Method done(String name, String result, Optional<QueryText> query, String statement) {
        return new Method(documentation(""), result + " " + name + "(" + String.join(", ", arguments(query)) + ")",
            statement);
    }

    private String documentation(String more) {
        String description = operation.path("description").asString("");
        return (operation.get("summary").asString() + ". " + description + " " + more + " Problems: "
            + String.join(", ", operation.get("responses").propertyStream().map(Map.Entry::getKey)
                .filter(status -> status.compareTo("400") >= 0).toList()) + ".").replaceAll(" +", " ");
    }

    private List<String> arguments(Optional<QueryText> query) {
        List<String> arguments = new ArrayList<>();
        in("path").forEach(parameter -> arguments.add(types.plain(parameter.get("schema"), "") + " "
            + Words.variable(parameter.get("name").asString())));
        query.ifPresent(some -> arguments.add(some.name() + " query"));
        JsonNode body = operation.path("requestBody").path("content");
        if (body.has(JSON)) {
            arguments.add(types.boxed(body.at("/application~1json/schema"), "") + " body");
        } else if (body.has("application/octet-stream")) {
            arguments.add("java.nio.file.Path file");
        }
        header("If-Match").ifPresent(parameter -> arguments.add(parameter.path("required").asBoolean(false)
            ? "String ifMatch" : "java.util.Optional<String> ifMatch"));
        return arguments;
    }

    private String address() {
        StringBuilder text = new StringBuilder();
        for (String segment : path.substring(1).split("/")) {
            if (segment.startsWith("{")) {
                text.append(text.length() == 0 ? "\"/\" + " : " + \"/\" + ").append("ApiClient.segment(String.valueOf(")
                    .append(Words.variable(segment.substring(1, segment.length() - 1))).append("))");
            } else {
                text.append(text.length() == 0 ? "" : " + ").append(Words.literal("/" + segment));
            }
        }
        return text + (query().isPresent() ? " + query.text()" : "");
    }

    /**
     * A method.
     *
     * @param documentation what it does
     * @param declaration its result, name and parameters
     * @param statement what it does in Java
     */
    record Method(String documentation, String declaration, String statement) {
    }
}
