package io.leengine.distro;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Whether an answer is one that the OpenAPI document promises. */
final class FuzzVerdict {
    private final JsonNode document;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    FuzzVerdict(JsonNode document) {
        this.document = document;
    }

    /** Returns what contradicts the document, if anything does. */
    Optional<String> contradiction(FuzzRequests.Target target, int status, HttpHeaders headers, String body) {
        JsonNode answer = target.json().path("responses").path(Integer.toString(status));
        if (answer.isMissingNode()) {
            return Optional.of("status " + status + " is not declared");
        }
        JsonNode declared = answer.has("$ref") ? document.at(answer.get("$ref").asString().substring(1)) : answer;
        if (headers.firstValue("X-Request-Id").isEmpty()) {
            return Optional.of("no X-Request-Id");
        }
        JsonNode content = declared.path("content");
        if (content.isMissingNode()) {
            return body.isEmpty() ? Optional.empty() : Optional.of("a body where none is declared");
        }
        String type = headers.firstValue("Content-Type").orElse("").split(";")[0];
        if (!content.has(type)) {
            return Optional.of("content type '" + type + "' is not declared for " + status);
        }
        JsonNode schema = content.get(type).path("schema");
        if (!type.endsWith("json") || schema.isMissingNode()) {
            return Optional.empty();
        }
        List<?> errors = schemas.computeIfAbsent(target.id() + " " + status + " " + type, _ -> compiled(schema))
            .validate(body, InputFormat.JSON);
        return errors.isEmpty() ? Optional.empty() : Optional.of("the body is not as declared: " + errors);
    }

    private Schema compiled(JsonNode schema) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.forEachEntry(whole::set);
        whole.set("components", document.get("components"));
        return registry.getSchema(whole.toString(), InputFormat.JSON);
    }
}
