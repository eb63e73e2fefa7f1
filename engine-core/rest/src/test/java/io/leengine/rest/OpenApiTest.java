package io.leengine.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.rest.http.Json;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpenApiTest {
    private static final Path COMMITTED = Path.of("../../docs/reference/openapi.json");
    // Every operation of the contract; one that is missing, or new, has to be put here knowingly.
    private static final String CONTRACT = """
        DELETE /applications/{name}
        DELETE /applications/{name}/deploy-tokens/{id}
        DELETE /applications/{name}/instances/{cell}/{id}
        DELETE /applications/{name}/members/{user}
        DELETE /applications/{name}/versions/{version}
        DELETE /bundles/{name}
        DELETE /code-builds/{name}
        DELETE /code-builds/{name}/deploy-tokens/{id}
        DELETE /code-builds/{name}/members/{user}
        DELETE /image-groups/{name}
        DELETE /image-groups/{name}/deploy-tokens/{id}
        DELETE /image-groups/{name}/members/{user}
        DELETE /image-groups/{name}/source
        DELETE /images/{repository}
        DELETE /images/{repository}/deploy-tokens/{id}
        DELETE /images/{repository}/manifests/{digest}
        DELETE /images/{repository}/members/{user}
        DELETE /images/{repository}/tag-rules
        DELETE /images/{repository}/tags/{tag}
        DELETE /load-balancer-groups/{name}/certificates/{certificate}
        DELETE /parts/{seam}/{name}
        DELETE /registry/collections/{id}
        DELETE /sessions/current
        DELETE /sessions/{id}
        DELETE /tokens/{id}
        DELETE /users/{name}
        DELETE /users/{name}/accounts/{provider}
        DELETE /users/{name}/lock-out
        GET /activity
        GET /applications
        GET /applications/{name}
        GET /applications/{name}/changes
        GET /applications/{name}/deploy-tokens
        GET /applications/{name}/domain
        GET /applications/{name}/domain/rendered
        GET /applications/{name}/events
        GET /applications/{name}/instances
        GET /applications/{name}/instances/{cell}/{id}/exec
        GET /applications/{name}/instances/{cell}/{id}/log
        GET /applications/{name}/log
        GET /applications/{name}/members
        GET /applications/{name}/metrics
        GET /applications/{name}/next-version
        GET /applications/{name}/versions
        GET /applications/{name}/versions/{version}
        GET /bundles
        GET /bundles/{name}
        GET /cells
        GET /cells/{name}
        GET /code-builds
        GET /code-builds/{name}
        GET /code-builds/{name}/deploy-tokens
        GET /code-builds/{name}/members
        GET /code-builds/{name}/runs
        GET /code-builds/{name}/runs/{number}
        GET /code-builds/{name}/runs/{number}/log
        GET /docs
        GET /engines
        GET /health
        GET /identity-providers
        GET /image-groups
        GET /image-groups/{name}
        GET /image-groups/{name}/deploy-tokens
        GET /image-groups/{name}/members
        GET /image-groups/{name}/source
        GET /image-groups/{name}/tag-rules
        GET /images
        GET /images/{repository}
        GET /images/{repository}/deploy-tokens
        GET /images/{repository}/members
        GET /images/{repository}/retention
        GET /images/{repository}/tag-rules
        GET /images/{repository}/tags
        GET /images/{repository}/tags/{tag}
        GET /images/{repository}/usage
        GET /load-balancer-groups
        GET /load-balancer-groups/{name}/certificates
        GET /load-balancer-groups/{name}/certificates/{certificate}
        GET /load-balancer-groups/{name}/domains
        GET /load-balancer-groups/{name}/hosts
        GET /log-ins/callback
        GET /openapi.json
        GET /operations
        GET /operations/{id}
        GET /parts
        GET /parts/{seam}/{name}
        GET /plugins
        GET /plugins/{id}
        GET /quotas
        GET /quotas/{subject}
        GET /quotas/{subject}/{name}
        GET /regions
        GET /registry/collections
        GET /registry/collections/{id}
        GET /self
        GET /sessions
        GET /sessions/current
        GET /signing-keys
        GET /statistics
        GET /swaps
        GET /swaps/{number}
        GET /tags
        GET /tokens
        GET /users
        GET /users/{name}
        GET /users/{name}/accounts
        PATCH /applications/{name}
        PATCH /image-groups/{name}
        PATCH /images/{repository}
        PATCH /self
        PATCH /users/{name}
        POST /applications
        POST /applications/{name}/deploy-tokens
        POST /applications/{name}/hand-over
        POST /applications/{name}/leave
        POST /applications/{name}/members
        POST /applications/{name}/roll-back
        POST /applications/{name}/versions
        POST /bundles
        POST /bundles/check
        POST /bundles/{name}/roll-back
        POST /cells/{name}/drain
        POST /cells/{name}/undrain
        POST /code-builds
        POST /code-builds/{name}/clear-cache
        POST /code-builds/{name}/deploy-tokens
        POST /code-builds/{name}/hand-over
        POST /code-builds/{name}/leave
        POST /code-builds/{name}/members
        POST /code-builds/{name}/runs
        POST /code-builds/{name}/runs/{number}/cancel
        POST /image-groups
        POST /image-groups/{name}/deploy-tokens
        POST /image-groups/{name}/hand-over
        POST /image-groups/{name}/leave
        POST /image-groups/{name}/members
        POST /images
        POST /images/{repository}/deploy-tokens
        POST /images/{repository}/hand-over
        POST /images/{repository}/leave
        POST /images/{repository}/members
        POST /images/{repository}/retention
        POST /images/{repository}/tags
        POST /log-ins
        POST /log-ins/session
        POST /parts
        POST /parts/{seam}/{name}/swap
        POST /registry/collections
        POST /sessions
        POST /sessions/browser
        POST /signing-keys
        POST /tokens
        POST /users
        PUT /applications/{name}/domain
        PUT /applications/{name}/members/{user}
        PUT /applications/{name}/versions/{version}/scale
        PUT /applications/{name}/weights
        PUT /code-builds/{name}
        PUT /code-builds/{name}/members/{user}
        PUT /image-groups/{name}/members/{user}
        PUT /image-groups/{name}/source
        PUT /image-groups/{name}/tag-rules
        PUT /images/{repository}/group
        PUT /images/{repository}/members/{user}
        PUT /images/{repository}/tag-rules
        PUT /load-balancer-groups/{name}/certificates/{certificate}
        PUT /parts/{seam}/{name}
        PUT /quotas/{subject}
        PUT /quotas/{subject}/{name}
        PUT /self/password
        PUT /users/{name}/accounts/{provider}
        PUT /users/{name}/password
        """;

    private final Json json = new Json();

    private String generated() throws Exception {
        try (LiveApi api = new LiveApi(Duration.ofSeconds(15))) {
            return api.send(HttpRequest.newBuilder(api.request("/openapi.json").build().uri()).GET()).body();
        }
    }

    @Test
    void theCommittedDocumentIsTheGeneratedOne() throws Exception {
        String generated = generated();
        if (Boolean.getBoolean("leengine.openapi.update")) {
            Files.createDirectories(COMMITTED.getParent());
            Files.writeString(COMMITTED, generated);
        }
        assertEquals(Files.readString(COMMITTED), generated,
            "The API has changed. Look at the change, then run the tests with -Dleengine.openapi.update=true.");
    }

    @Test
    void everyOperationOfTheContractIsThereAndNoOther() throws Exception {
        Set<String> found = new TreeSet<>();
        json.mapper().readTree(generated()).get("paths").forEachEntry((path, methods) ->
            methods.forEachEntry((method, _) -> found.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path)));
        assertEquals(CONTRACT, String.join("\n", found) + "\n");
    }

    @Test
    void everyOperationIsWhole() throws Exception {
        JsonNode document = json.mapper().readTree(generated());
        Set<String> ids = new HashSet<>();
        document.get("paths").forEachEntry((path, methods) -> methods.forEachEntry((method, operation) -> {
            String where = method + " " + path;
            assertTrue(ids.add(operation.get("operationId").asString()), "two ids: " + where);
            assertFalse(operation.get("summary").asString().isBlank(), where);
            JsonNode responses = operation.get("responses");
            assertTrue(responses.has("500"), where);
            assertTrue(operation.has("security") || responses.has("401"), where);
            responses.forEachEntry((status, response) -> {
                // Health that is not well is told in the same words as when it is.
                boolean health = path.equals("/health") && status.equals("503");
                if (status.charAt(0) >= '4' && !health) {
                    assertEquals("#/components/responses/Problem", response.path("$ref").asString(""),
                        where + " " + status);
                } else if (!Set.of("101", "202", "204", "303", "304").contains(status)) {
                    assertTrue(response.has("content"), where + " " + status);
                }
            });
            // A file has no schema of its own.
            if (operation.has("requestBody") && !operation.at("/requestBody/content").has("application/java-archive")) {
                assertTrue(operation.at("/requestBody/content/application~1json/schema/$ref").asString()
                    .startsWith("#/components/schemas/"), where);
            }
            Set<String> places = new TreeSet<>();
            operation.path("parameters").forEach(parameter -> {
                if (parameter.get("in").asString().equals("path")) {
                    places.add("{" + parameter.get("name").asString() + "}");
                }
                assertTrue(parameter.has("schema"), where);
            });
            places.forEach(place -> assertTrue(path.contains(place), where));
            assertEquals(path.chars().filter(c -> c == '{').count(), places.size(), where);
        }));
    }

    @Test
    void everyReferenceLeadsSomewhere() throws Exception {
        JsonNode document = json.mapper().readTree(generated());
        document.findValues("$ref").forEach(reference ->
            assertFalse(document.at(reference.asString().substring(1)).isMissingNode(), reference.asString()));
    }

    @Test
    void schemasTellWhatIsRequiredAndWhatEnumsHold() throws Exception {
        JsonNode schemas = json.mapper().readTree(generated()).at("/components/schemas");
        assertEquals("[\"name\"]", schemas.at("/NewApplication/required").toString());
        assertEquals("[\"LIVE\",\"RETIRING\",\"DELETED\"]", schemas.at("/Version/properties/state/enum").toString());
        assertEquals("array", schemas.at("/Point/type").asString());
        assertEquals("date-time", schemas.at("/Instance/properties/startedAt/format").asString());
        assertFalse(schemas.at("/Instance/required").toString().contains("startedAt"));
    }
}
