package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What is only tried leaves the platform as it is, whatever it would change. */
@ExtendWith(SharedEngine.class)
class DryRunIT {
    private static final List<String> READ = List.of("/applications", "/applications/dry", "/images", "/code-builds", "/users",
        "/tokens", "/parts", "/swaps", "/activity?limit=1000");

    private final Api api;

    DryRunIT(LiveEngine engine) {
        api = engine.api();
    }

    private Map<String, String> seen() {
        Map<String, String> all = new java.util.TreeMap<>();
        READ.forEach(path -> all.put(path, stable(api.get(path).expect(200).body())));
        return all;
    }

    /** What changes by itself is left out. */
    private static String stable(JsonNode body) {
        return body.toString().replaceAll("\"health\":\\{[^}]*}", "").replaceAll("\"problems\":\\[[^]]*]", "");
    }

    private Answer tried(String method, String path, Object body, String... ifMatch) {
        Map<String, String> headers = ifMatch.length == 0 ? Map.of() : Map.of("If-Match", ifMatch[0]);
        return api.send(method, path + "?dryRun=true", body, headers);
    }

    private void would(String action, Answer answer) {
        assertEquals(200, answer.status(), answer.text());
        assertEquals(action, answer.body().path("activity").path("action").asString(), answer.text());
    }

    @Test
    void nothingOfItIsKept() throws Exception {
        api.post("/applications", Map.of("name", "dry")).expect(201);
        api.post("/code-builds", Map.of("name", "dry-build", "repository", "file:///nowhere")).expect(201);
        try {
            Map<String, String> before = seen();
            String etag = api.get("/applications/dry").tag().orElseThrow();
            would("application.create", tried("POST", "/applications", Map.of("name", "wet")));
            would("application.update", tried("PATCH", "/applications/dry", Map.of("description", "x"), etag));
            would("application.delete", tried("DELETE", "/applications/dry", null));
            would("image.create", tried("POST", "/images", Map.of("repository", "wet")));
            would("code-build.create", tried("POST", "/code-builds", Map.of("name", "wet", "repository", "file:///x")));
            would("code-build.run", tried("POST", "/code-builds/dry-build/runs", Map.of()));
            would("code-build.delete", tried("DELETE", "/code-builds/dry-build", null));
            would("user.create", tried("POST", "/users", Map.of("name", "wet", "password", "a password of some length")));
            would("token.create", tried("POST", "/tokens", Map.of("name", "wet")));
            JsonNode part = api.get("/parts").expect(200).body().path("items").get(0);
            String path = "/parts/" + part.path("seam").asString() + "/" + part.path("name").asString();
            would("part.update", tried("PUT", path, Map.of("plugin", part.path("plugin"), "settings", part.path("settings")),
                api.get(path).tag().orElseThrow()));
            assertEquals(before, seen());
            assertEquals(404, api.get("/applications/wet").status());
            assertEquals(0, api.get("/code-builds/dry-build/runs").expect(200).body().path("items").size());
        } finally {
            api.delete("/code-builds/dry-build");
            api.delete("/applications/dry");
        }
    }

    @Test
    void whatWouldBeRefusedIsRefused() {
        assertEquals(404, tried("DELETE", "/applications/nobody", null).status());
        assertEquals(400, tried("POST", "/applications", Map.of("name", "NOT A NAME")).status());
        Answer untried = tried("POST", "/images/hello/retention", Map.of());
        assertEquals(400, untried.status());
        assertTrue(untried.text().contains("cannot be tried"), untried.text());
    }
}
