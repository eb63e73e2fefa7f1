package io.leengine.rest.openapi;

import static io.leengine.rest.openapi.Schemas.schema;

import io.leengine.rest.http.Call;
import io.leengine.rest.http.Content;
import io.leengine.rest.http.IfMatch;
import io.leengine.rest.http.Json;
import io.leengine.rest.http.Parameter;
import io.leengine.rest.http.Route;
import io.leengine.rest.view.ProblemView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        this.schemas = new Schemas(json);
    }

    /** Returns the document as indented JSON. */
    public byte[] bytes() {
        var indenter = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        byte[] text = json.mapper().writer().with(printer).writeValueAsBytes(document());
        byte[] line = java.util.Arrays.copyOf(text, text.length + 1);
        line[text.length] = '\n';
        return line;
    }

    private Map<String, Object> document() {
        Map<String, Object> paths = new LinkedHashMap<>();
        routes.stream().map(route -> route.path().text()).distinct().sorted().forEach(path ->
            paths.put(path, operations(path)));
        Map<String, Object> problem = schemas.of(ProblemView.class);
        Map<String, Object> components = schema("schemas", schemas.named(),
            "responses", schema("Problem", schema("description", "What went wrong.",
                "content", schema("application/problem+json", schema("schema", problem)))),
            "securitySchemes", schema("token", schema("type", "http", "scheme", "bearer", "description",
                "A session's token, from `POST /sessions`, or a personal one, from `POST /tokens`.")));
        return schema("openapi", "3.1.0", "info", info(), "servers", List.of(schema("url", Call.BASE)),
            "security", List.of(schema("token", List.of())), "tags", tags(), "paths", paths, "components", components);
    }

    private static Map<String, Object> info() {
        return schema("title", "LeEngine", "version", "1", "description",
            "Errors are `application/problem+json` (RFC 9457) with a stable `type` and `code`, the `field` at fault "
                + "and the `nextStep` to take. Times are RFC 3339 in UTC. Lists go on with `after`, which takes the "
                + "`next` of the page before. `ETag` and `If-Match` keep two changes from overwriting each other; an "
                + "`Idempotency-Key` makes a POST safe to repeat.");
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
            operation.put("requestBody", schema("required", true, "content", schema("application/java-archive",
                schema("schema", schema("type", "string", "format", "binary")))));
        }
        Map<String, Object> responses = new TreeMap<>();
        responses.put(Integer.toString(route.status()), answer(route));
        if (route.id().equals("getHealth")) {
            responses.put("503", answer(route));
        }
        new ErrorAnswers(route).byStatus().forEach((status, description) -> responses.putIfAbsent(status,
            schema("$ref", "#/components/responses/Problem", "description", description)));
        operation.put("responses", responses);
        return operation;
    }

    private Map<String, Object> requestBody(Class<? extends Record> type) {
        boolean required = java.util.Arrays.stream(type.getRecordComponents())
            .anyMatch(component -> component.getType() != java.util.Optional.class);
        Map<String, Object> media = schema("schema", schemas.of(type));
        Map<String, Object> example = schemas.example(type);
        if (!example.isEmpty()) {
            media.put("example", example);
        }
        return schema("required", required, "content", schema(Content.JSON, media));
    }

    private List<Object> parameters(Route route) {
        List<Object> parameters = new ArrayList<>();
        route.path().names().forEach(name -> parameters.add(schema("name", name, "in", "path", "required", true,
            "schema", schema("type", "string"))));
        route.query().forEach(parameter -> parameters.add(query(parameter)));
        if (route.ifMatch() != IfMatch.IGNORED) {
            parameters.add(header("If-Match", "The entity tag of what one has seen, or `*`.",
                route.ifMatch() == IfMatch.REQUIRED));
        }
        if (route.cacheable()) {
            parameters.add(header("If-None-Match", "The entity tag of what one has; 304 when it is still that.",
                false));
        }
        if (route.idempotencyKey()) {
            parameters.add(header("Idempotency-Key",
                "1 to 255 printable ASCII characters; a repeat with the same key and body has no further effect.",
                false));
        }
        if (route.streaming()) {
            parameters.add(header("Last-Event-ID", "The id of the last event one has, to go on behind it.", false));
        }
        return parameters;
    }

    private static Map<String, Object> header(String name, String description, boolean required) {
        return schema("name", name, "in", "header", "description", description, "required", required,
            "schema", schema("type", "string"));
    }

    private static Map<String, Object> query(Parameter parameter) {
        Map<String, Object> schema = switch (parameter.type()) {
            case TEXT -> schema("type", "string");
            case TIME -> schema("type", "string", "format", "date-time");
            case DATE -> schema("type", "string", "format", "date");
            case BOOLEAN -> schema("type", "boolean");
            case INTEGER -> schema("type", "integer", "minimum", parameter.least(), "maximum", parameter.most());
        };
        if (!parameter.values().isEmpty()) {
            schema.put("enum", parameter.values());
        }
        parameter.otherwise().ifPresent(value -> schema.put("default", value));
        return schema("name", parameter.name(), "in", "query", "description", parameter.description(),
            "required", parameter.required(), "schema", schema);
    }

    private Map<String, Object> answer(Route route) {
        Map<String, Object> answer = schema("description", switch (route.status()) {
            case 201 -> "Created.";
            case 202 -> "Accepted; it becomes true a little later.";
            case 204 -> "Done.";
            default -> "The answer.";
        });
        Map<String, Object> headers = new LinkedHashMap<>();
        if (route.etag()) {
            headers.put("ETag", header("The revision, in quotes."));
        }
        if (route.location()) {
            headers.put("Location", header("Where it is."));
        }
        if (route.query().stream().anyMatch(parameter -> parameter.name().equals("after"))) {
            headers.put("Link", header("`rel=\"next\"`: the next part, if there is one."));
        }
        if (!headers.isEmpty()) {
            answer.put("headers", headers);
        }
        Map<String, Object> contents = new LinkedHashMap<>();
        route.contents().forEach(content -> contents.put(content.mediaType(), media(content)));
        if (!contents.isEmpty()) {
            answer.put("content", contents);
        }
        return answer;
    }

    private static Map<String, Object> header(String description) {
        return schema("description", description, "schema", schema("type", "string"));
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
            return schema("schema", schemas.of(content.type()));
        }
        return schema("schema", schema("type", "object", "properties",
            schema("items", schema("type", "array", "items", schemas.of(content.type())),
                "next", schema("type", "string", "description", "Where the next part begins; absent at the end.")),
            "required", List.of("items")));
    }
}
