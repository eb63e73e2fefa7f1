package io.leengine.rest.openapi;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** The reference page of the REST API, made of its OpenAPI document. The same document makes the same page. */
final class RestApiPage {
    private static final String SCHEMAS = "#/components/schemas/";

    private final JsonNode document;
    private final ObjectWriter json = JsonMapper.builder().build().writerWithDefaultPrettyPrinter();
    private final StringBuilder page = new StringBuilder();

    private RestApiPage(JsonNode document) {
        this.document = document;
    }

    static String of(JsonNode document) {
        return new RestApiPage(document).text();
    }

    private String text() {
        Map<String, Map<String, JsonNode>> tags = new LinkedHashMap<>();
        document.get("tags").forEach(tag -> tags.put(tag.get("name").asString(), new LinkedHashMap<>()));
        document.get("paths").forEachEntry((path, methods) -> methods.forEachEntry((method, operation) ->
            tags.get(operation.at("/tags/0").asString()).put(method.toUpperCase(Locale.ROOT) + " " + path, operation)));
        page.append("# REST API\n\n");
        page.append("Made of [openapi.json](openapi.json) by the build; a running engine serves both, at ")
            .append("`/api/v1/openapi.json` and `/api/v1/docs`. All paths are below `/api/v1`.\n\n");
        page.append(document.at("/info/description").asString()).append("\n\n");
        page.append("Every answer carries `X-Request-Id`. Beside the errors that a route names, each may answer 500 and ")
            .append("503; [errors](errors.md) lists them all.\n\n");
        tags.keySet().forEach(tag -> page.append("- [").append(tag).append("](#").append(anchor(tag)).append(")\n"));
        page.append("- [Schemas](#schemas)\n");
        tags.forEach((tag, operations) -> {
            page.append("\n## ").append(tag).append("\n");
            operations.forEach(this::operation);
        });
        page.append("\n## Schemas\n");
        Map<String, JsonNode> sorted = new TreeMap<>();
        document.at("/components/schemas").forEachEntry(sorted::put);
        sorted.forEach(this::schema);
        return page.toString();
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
    }

    private void operation(String route, JsonNode operation) {
        page.append("\n### ").append(route).append("\n\n").append(operation.get("summary").asString()).append(".");
        if (operation.has("description")) {
            page.append(' ').append(operation.get("description").asString());
        }
        if (operation.path("security").isArray()) {
            page.append(" Needs no log-in.");
        }
        page.append("\n");
        if (operation.has("parameters")) {
            page.append("\n| parameter | in | is | what |\n| --- | --- | --- | --- |\n");
            operation.get("parameters").forEach(parameter -> page.append("| `")
                .append(parameter.get("name").asString()).append("`")
                .append(parameter.path("required").asBoolean(false) ? ", required" : "").append(" | ")
                .append(parameter.get("in").asString()).append(" | ").append(type(parameter.get("schema"))).append(" | ")
                .append(cell(parameter.path("description").asString(""))).append(" |\n"));
        }
        if (operation.has("requestBody")) {
            body(operation.get("requestBody"));
        }
        page.append('\n');
        operation.get("responses").forEachEntry((status, answer) -> {
            if (status.compareTo("400") < 0 || !answer.has("$ref")) {
                answer(status, answer);
            }
        });
        page.append("Errors: ").append(operation.get("responses").propertyStream()
            .filter(entry -> entry.getValue().has("$ref"))
            .map(entry -> entry.getKey() + " (" + entry.getValue().path("description").asString("").replaceAll("\\.$", "")
                + ")").collect(Collectors.joining("; "))).append(".\n");
    }

    private void body(JsonNode body) {
        JsonNode media = body.at("/content/application~1json");
        if (media.isMissingNode()) {
            page.append("\nThe body is a file, as ").append(body.get("content").propertyStream()
                .map(entry -> "`" + entry.getKey() + "`").collect(Collectors.joining(" or "))).append(".\n");
            return;
        }
        page.append("\nThe body").append(body.path("required").asBoolean(false) ? "" : " (may be left out)").append(": ")
            .append(type(media.get("schema"))).append(", for example\n\n```json\n")
            .append(json.writeValueAsString(media.get("example"))).append("\n```\n");
    }

    private void answer(String status, JsonNode answer) {
        page.append(status).append(": ").append(answer.get("description").asString());
        answer.path("content").forEachEntry((type, media) -> page.append(" `").append(type).append("`")
            .append(media.has("x-event-data") ? ", its data " + type(media.get("x-event-data"))
                : media.has("schema") ? ": " + type(media.get("schema")) : "").append('.'));
        String headers = answer.path("headers").propertyStream().map(Map.Entry::getKey)
            .filter(name -> !name.equals("X-Request-Id")).map(name -> "`" + name + "`").collect(Collectors.joining(", "));
        page.append(headers.isEmpty() ? "" : " Headers: " + headers + ".").append("\n\n");
    }

    private void schema(String name, JsonNode schema) {
        page.append("\n### ").append(name).append("\n\n").append(schema.path("description").asString("")).append("\n");
        if (schema.has("prefixItems")) {
            page.append("\nAn array of ").append(schema.get("prefixItems").valueStream()
                .map(item -> "`" + item.path("title").asString() + "` (" + type(item) + ")")
                .collect(Collectors.joining(", "))).append(".\n");
            return;
        }
        if (schema.path("properties").isEmpty()) {
            return;
        }
        page.append("\n| field | is | what |\n| --- | --- | --- |\n");
        String required = schema.path("required").toString();
        schema.get("properties").forEachEntry((field, of) -> page.append("| `").append(field).append("`")
            .append(required.contains('"' + field + '"') ? "" : ", may be absent").append(" | ").append(type(of))
            .append(" | ").append(cell(of.path("description").asString(""))).append(" |\n"));
    }

    private static String type(JsonNode schema) {
        if (schema.has("$ref")) {
            String name = schema.get("$ref").asString().substring(SCHEMAS.length());
            return "[" + name + "](#" + anchor(name) + ")";
        }
        StringBuilder text = new StringBuilder(switch (schema.path("type").asString("")) {
            case "array" -> "list of " + type(schema.get("items"));
            case "object" -> schema.at("/properties/items").isMissingNode()
                ? schema.path("additionalProperties").isObject() ? "map to " + type(schema.get("additionalProperties"))
                    : "object" : "page of " + type(schema.at("/properties/items/items"));
            case "string" -> schema.path("format").asString("text").replace("date-time", "time");
            default -> schema.path("type").asString("any");
        });
        if (schema.has("enum")) {
            return schema.get("enum").valueStream().map(value -> "`" + value.asString() + "`")
                .collect(Collectors.joining(", "));
        }
        if (schema.has("minimum") || schema.has("maximum")) {
            text.append(' ').append(schema.path("minimum").asString("…")).append(" to ")
                .append(schema.path("maximum").asString("…"));
        }
        for (String bound : new String[] {"maxLength", "maxItems", "maxProperties"}) {
            if (schema.has(bound)) {
                text.append(", at most ").append(schema.get(bound).asString())
                    .append(bound.equals("maxLength") ? " characters" : " entries");
            }
        }
        if (schema.has("pattern")) {
            text.append(", `").append(schema.get("pattern").asString().replace("|", "\\|")).append('`');
        }
        return schema.has("default") ? text + ", `" + schema.get("default").asString() + "` unless said"
            : text.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
