package io.leengine.rest.openapi;

import static io.leengine.rest.openapi.Schemas.schema;

import io.leengine.engine.domain.SeamKind;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Content;
import io.leengine.rest.http.IfMatch;
import io.leengine.rest.http.Json;
import io.leengine.rest.http.Parameter;
import io.leengine.rest.http.Route;
import io.leengine.rest.http.RouteDraft;
import io.leengine.rest.http.Texts;
import io.leengine.rest.view.DryRunView;
import io.leengine.rest.view.ProblemView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** The OpenAPI 3.1 document of a table of routes. The same routes make the same bytes. */
public final class OpenApi {
    private final List<Route> routes;
    private final Json json;
    private final Schemas schemas;

    /** Takes the whole table. */
    public OpenApi(List<Route> routes, Json json) {
        this.routes = List.copyOf(routes);
        this.json = json;
        this.schemas = new Schemas(json, routes.stream().flatMap(route -> route.body().stream()).distinct().toList());
    }

    /** Returns the document as indented JSON. */
    public byte[] bytes() {
        var indenter = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        byte[] text = json.mapper().writer().with(printer).writeValueAsBytes(document());
        byte[] line = Arrays.copyOf(text, text.length + 1);
        line[text.length] = '\n';
        return line;
    }

    private Map<String, Object> document() {
        Map<String, Object> paths = new LinkedHashMap<>();
        routes.stream().map(route -> route.path().text()).distinct().sorted().forEach(path ->
            paths.put(path, operations(path)));
        Map<String, Object> components = schema("schemas", schemas.named(),
            "responses", schema("Problem", problem()), "headers", headers(),
            "securitySchemes", schema("token", schema("type", "http", "scheme", "bearer", "description",
                "A session's token, from `POST /sessions`, or a personal one, from `POST /tokens`.")));
        return schema("openapi", "3.1.0", "info", info(), "servers", List.of(schema("url", Call.BASE)),
            "security", List.of(schema("token", List.of())), "tags", tags(), "paths", paths, "components", components);
    }

    private Map<String, Object> problem() {
        return schema("description", "What went wrong.",
            "headers", schema("X-Request-Id", headerOf("RequestId"), "Retry-After", headerOf("RetryAfter"),
                "WWW-Authenticate", headerOf("Authenticate")),
            "content", schema("application/problem+json", schema("schema", schemas.of(ProblemView.class),
                "example", schemas.example(ProblemView.class))));
    }

    private static Map<String, Object> headers() {
        return schema(
            "RequestId", header("The request's id: the caller's `X-Request-Id` when it was sane, else a new one.",
                schema("type", "string", "pattern", "^[A-Za-z0-9._-]{1,64}$", "examples", List.of("req-1"))),
            "RetryAfter", header("With 429 and 503: after how many seconds to try again.",
                schema("type", "integer", "minimum", 1, "examples", List.of(1))),
            "Authenticate", header("With 401: how to say who one is.",
                schema("type", "string", "examples", List.of("Bearer realm=\"leengine\""))),
            "ETag", header("The revision, in quotes.", schema("type", "string", "examples", List.of("\"7\""))),
            "Location", header("Where it is.",
                schema("type", "string", "format", "uri-reference", "examples", List.of(Call.BASE + "/…"))),
            "Operation", header("The operation that tells how what was begun goes on.", schema("type", "string",
                "format", "uri-reference", "examples", List.of(Call.BASE + "/operations/k3v0q8x2m1c7d5b9n4ja"))),
            "Link", header("`rel=\"next\"`: the next part, if there is one.", schema("type", "string", "examples",
                List.of("<" + Call.BASE + "/applications?after=…>; rel=\"next\""))));
    }

    private static Map<String, Object> headerOf(String name) {
        return schema("$ref", "#/components/headers/" + name);
    }

    private static Map<String, Object> header(String description, Map<String, Object> schema) {
        return schema("description", description, "schema", schema);
    }

    private static Map<String, Object> info() {
        return schema("title", "LeEngine", "version", "1",
            "license", schema("name", "Apache License 2.0", "identifier", "Apache-2.0"), "description",
            "Errors are `application/problem+json` (RFC 9457) with a stable `type` and `code`, the `field` at fault "
                + "and the `nextStep` to take. Times are RFC 3339 in UTC. Lists go on with `after`, which takes the "
                + "`next` of the page before. `ETag` and `If-Match` keep two changes from overwriting each other; an "
                + "`Idempotency-Key` makes a POST safe to repeat. Texts hold no control characters, no marks that turn "
                + "the direction of writing and no halves of characters; line breaks and tabs only where a person "
                + "writes lines. What is not known is refused: fields, parameters, values.");
    }

    private List<Object> tags() {
        return routes.stream().map(Route::tag).distinct().<Object>map(tag -> schema("name", tag)).toList();
    }

    private Map<String, Object> operations(String path) {
        Map<String, Object> operations = new LinkedHashMap<>();
        Map<String, Route> byMethod = new TreeMap<>();
        routes.stream().filter(route -> route.path().text().equals(path))
            .forEach(route -> byMethod.put(route.method().toLowerCase(Locale.ROOT), route));
        byMethod.forEach((method, route) -> operations.put(method, operation(route)));
        return operations;
    }

    private Map<String, Object> operation(Route route) {
        Map<String, Object> operation = schema("operationId", route.id(), "tags", List.of(route.tag()),
            "summary", route.summary());
        if (!route.description().isEmpty()) {
            operation.put("description", route.description());
        }
        if (route.open()) {
            operation.put("security", List.of());
        }
        List<Object> parameters = parameters(route);
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        route.body().ifPresent(type -> operation.put("requestBody", requestBody(type)));
        if (route.upload()) {
            // Raw bytes have no schema: what OpenAPI 3.1 calls a media type without one.
            operation.put("requestBody", schema("required", true, "content",
                schema("application/java-archive", schema(), "application/octet-stream", schema())));
        }
        Map<String, Object> responses = new TreeMap<>();
        responses.put(Integer.toString(route.status()), answer(route));
        if (route.id().equals("getHealth")) {
            responses.put("503", answer(route));
        }
        if (route.dryRun()) {
            dryRun(responses);
        }
        if (route.cacheable()) {
            responses.put("304", schema("description", "It is still what `If-None-Match` names.",
                "headers", schema("X-Request-Id", headerOf("RequestId"), "ETag", headerOf("ETag"))));
        }
        new ErrorAnswers(route).byStatus().forEach((status, description) -> responses.putIfAbsent(status,
            schema("$ref", "#/components/responses/Problem", "description", description)));
        operation.put("responses", responses);
        return operation;
    }

    /** What is only tried is answered with a media type of its own, beside what the operation answers else. */
    @SuppressWarnings("unchecked")
    private void dryRun(Map<String, Object> responses) {
        var answer = (Map<String, Object>) responses.computeIfAbsent("200", _ ->
            schema("description", "What it would do, with `dryRun=true`.", "headers",
                schema("X-Request-Id", headerOf("RequestId"))));
        var contents = (Map<String, Object>) answer.computeIfAbsent("content", _ -> new LinkedHashMap<String, Object>());
        contents.put(Content.DRY_RUN, media(new Content(Content.DRY_RUN, DryRunView.class, false)));
    }

    private Map<String, Object> requestBody(Class<? extends Record> type) {
        boolean required = Arrays.stream(type.getRecordComponents())
            .anyMatch(component -> component.getType() != Optional.class);
        return schema("required", required, "content", schema(Content.JSON,
            schema("schema", schemas.of(type), "example", schemas.example(type))));
    }

    private List<Object> parameters(Route route) {
        List<Object> parameters = new ArrayList<>();
        route.path().names().forEach(name -> parameters.add(schema("name", name, "in", "path", "required", true,
            "schema", place(name))));
        route.query().forEach(parameter -> parameters.add(query(parameter)));
        if (route.ifMatch() != IfMatch.IGNORED) {
            parameters.add(given("If-Match", "The entity tag of what one has seen, or `*`.",
                route.ifMatch() == IfMatch.REQUIRED, schema("type", "string", "pattern", "^(\\*|\"[0-9]{1,18}\")$",
                    "examples", List.of("\"7\""))));
        }
        if (route.cacheable()) {
            parameters.add(given("If-None-Match", "The entity tag of what one has; 304 when it is still that.",
                false, schema("type", "string", "examples", List.of("\"7\""))));
        }
        if (route.idempotencyKey()) {
            parameters.add(given("Idempotency-Key",
                "1 to 255 printable ASCII characters; a repeat with the same key and body has no further effect.",
                false, schema("type", "string", "minLength", 1, "maxLength", 255, "pattern", "^[ -~]*$",
                    "examples", List.of("3f6c1e0a-1"))));
        }
        route.socket().ifPresent(protocol -> parameters.add(given("Sec-WebSocket-Protocol",
            "What is spoken over the WebSocket.", true, schema("type", "string", "enum", List.of(protocol)))));
        if (route.streaming()) {
            parameters.add(given("Last-Event-ID", "The id of the last event one has, to go on behind it.", false,
                schema("type", "string", "maxLength", 255)));
        }
        return parameters;
    }

    private static Map<String, Object> given(String name, String description, boolean required,
            Map<String, Object> schema) {
        return schema("name", name, "in", "header", "description", description, "required", required,
            "schema", schema);
    }

    // Places of one name are of one kind, wherever they stand.
    private static Map<String, Object> place(String name) {
        return switch (name) {
            case "number" -> schema("type", "integer", "format", "int64", "minimum", 1);
            case "seam" -> schema("type", "string", "enum",
                Arrays.stream(SeamKind.values()).map(SeamKind::label).toList());
            default -> schema("type", "string", "minLength", 1, "maxLength", Texts.LONGEST_IN_PATH);
        };
    }

    private static Map<String, Object> query(Parameter parameter) {
        Map<String, Object> schema = switch (parameter.type()) {
            case TEXT -> schema("type", "string", "maxLength", parameter.most());
            case TIME -> schema("type", "string", "format", "date-time");
            case DATE -> schema("type", "string", "format", "date");
            case BOOLEAN -> schema("type", "boolean");
            case INTEGER -> schema("type", "integer", "minimum", parameter.least(), "maximum", parameter.most());
        };
        if (!parameter.values().isEmpty()) {
            schema.put("enum", parameter.values());
            schema.remove("maxLength");
        }
        parameter.otherwise().ifPresent(value -> schema.put("default", value));
        return schema("name", parameter.name(), "in", "query", "description", parameter.description(),
            "required", parameter.required(), "schema", parameter.times() == 1 ? schema
                : schema("type", "array", "items", schema, "minItems", 1, "maxItems", parameter.times()));
    }

    private Map<String, Object> answer(Route route) {
        Map<String, Object> answer = schema("description", switch (route.status()) {
            case 101 -> "The connection is a WebSocket from here on.";
            case 201 -> "Created.";
            case 202 -> "Accepted; it becomes true a little later.";
            case 204 -> "Done.";
            default -> "The answer.";
        });
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("X-Request-Id", headerOf("RequestId"));
        if (route.etag()) {
            headers.put("ETag", headerOf("ETag"));
        }
        if (route.location()) {
            headers.put("Location", headerOf("Location"));
        }
        if (route.operation()) {
            headers.put(route.status() == 202 ? "Location" : Answer.OPERATION, headerOf("Operation"));
        }
        if (route.query().contains(RouteDraft.AFTER)) {
            headers.put("Link", headerOf("Link"));
        }
        answer.put("headers", headers);
        Map<String, Object> contents = new LinkedHashMap<>();
        route.contents().forEach(content -> contents.put(content.mediaType(), media(content)));
        if (!contents.isEmpty()) {
            answer.put("content", contents);
        }
        return answer;
    }

    private Map<String, Object> media(Content content) {
        if (content.type() == null) {
            return schema("schema", content.mediaType().equals(Content.JSON) ? schema("type", "object")
                : schema("type", "string"));
        } else if (content.mediaType().equals(Content.EVENTS)) {
            // OpenAPI 3.1 has no word for the data of events: their schema is named beside the stream's.
            return schema("schema", schema("type", "string", "description", "Server-sent events; `data` is JSON."),
                "x-event-data", schemas.of(content.type()));
        } else if (content.mediaType().equals(Content.LINES)) {
            return schema("schema", schema("type", "string", "description", "A JSON object a line."),
                "x-line", schemas.of(content.type()));
        } else if (!content.items()) {
            return schema("schema", schemas.of(content.type()), "example", schemas.example(content.type()));
        }
        return schema("schema", schema("type", "object", "properties",
            schema("items", schema("type", "array", "items", schemas.of(content.type())),
                "next", schema("type", "string", "description", "Where the next part begins; absent at the end.")),
            "required", List.of("items")), "example", schema("items", List.of(schemas.example(content.type()))));
    }
}
