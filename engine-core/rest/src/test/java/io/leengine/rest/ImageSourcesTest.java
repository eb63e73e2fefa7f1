package io.leengine.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.domain.ImagePush;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Sources of image groups over HTTP, and what a cache adds up to. */
@Timeout(60)
class ImageSourcesTest {
    private static final String IMAGE = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String URL = "{\"url\":\"https://Registry.example.org/\"";

    @TempDir
    static Path folder;

    private static RealEngine engine;

    @BeforeAll
    static void start() {
        engine = new RealEngine(folder).with("ann", false).with("bob", false).with("boss", true);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static JsonNode ok(int status, RealEngine.Answered answer) {
        assertEquals(status, answer.status(), answer.body());
        return answer.body().isEmpty() ? null : engine.tree(answer);
    }

    private static String group(String name) throws Exception {
        ok(201, engine.call("ann", "POST", "/image-groups", "{\"name\":\"" + name + "\"}"));
        return "/image-groups/" + name + "/source";
    }

    private static String descriptor(String type, Digest digest, long size) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
    }

    private static Manifest manifest(String type, String text) {
        return new Manifest(type, ("{\"schemaVersion\":2," + text + "}").getBytes(StandardCharsets.UTF_8));
    }

    private static Manifest image(String layer, long size) {
        return manifest(IMAGE, "\"config\":" + descriptor("application/vnd.oci.image.config.v1+json",
            Digest.of(new byte[0]), 0) + ",\"layers\":[" + descriptor("application/vnd.oci.image.layer.v1.tar",
            Digest.of(layer.getBytes(StandardCharsets.UTF_8)), size) + "]");
    }

    private static Manifest index(Manifest... parts) {
        StringBuilder list = new StringBuilder();
        for (Manifest each : parts) {
            list.append(list.isEmpty() ? "" : ",").append(descriptor(IMAGE, each.digest(), each.content().length));
        }
        return manifest(INDEX, "\"manifests\":[" + list + "]");
    }

    private static long bytes(String repository, String tag) {
        return engine.store().read(session -> session.images().push(repository, tag)).map(ImagePush::sizeBytes).orElseThrow();
    }

    @Test
    void anAdministratorSetsItMembersSeeItAndNobodySeesItsPassword() throws Exception {
        String path = group("hub");
        ok(404, engine.get("ann", path));
        ok(403, engine.call("ann", "PUT", path, URL + "}"));
        JsonNode set = ok(200, engine.call("boss", "PUT", path, URL
            + ",\"username\":\"ci\",\"password\":\"hidden-there\",\"freshnessSeconds\":60}"));
        assertEquals("https://registry.example.org ci 60", set.get("url").asString() + " " + set.get("username").asString()
            + " " + set.get("freshnessSeconds").asInt());
        assertEquals(set, ok(200, engine.get("ann", path)));
        ok(404, engine.get("bob", path));
        String activity = engine.get("boss", "/activity").body();
        assertTrue(activity.contains("image-group.set-source"), activity);
        assertFalse(activity.contains("hidden-there"), activity);
        assertFalse(set.toString().contains("hidden-there"));
        ok(403, engine.call("ann", "DELETE", path, ""));
        ok(204, engine.call("boss", "DELETE", path, ""));
        ok(404, engine.get("ann", path));
        ok(404, engine.call("boss", "DELETE", path, ""));
    }

    @Test
    void whatIsWrongIsSaidWithItsField() throws Exception {
        String path = group("odd");
        assertEquals("url", ok(400, engine.call("boss", "PUT", path, "{\"url\":\"ftp://x\"}")).get("field").asString());
        assertEquals("password", ok(400, engine.call("boss", "PUT", path, URL + ",\"password\":\"x\"}")).get("field")
            .asString());
        assertEquals("freshnessSeconds", ok(400, engine.call("boss", "PUT", path, URL + ",\"freshnessSeconds\":0}"))
            .get("field").asString());
        ok(404, engine.call("boss", "PUT", "/image-groups/none/source", URL + "}"));
        ok(200, engine.call("boss", "PUT", path + "?dryRun=true", URL + "}"));
        ok(404, engine.get("boss", path));
        ok(201, engine.call("ann", "POST", "/images", "{\"repository\":\"odd/pushed\"}"));
        ok(409, engine.call("boss", "PUT", path, URL + "}"));
    }

    @Test
    void oneThatWasClearedIsSetAgainUntilSomebodyElseMakesSomethingThere() throws Exception {
        String path = group("again");
        ok(200, engine.call("boss", "PUT", path, URL + "}"));
        engine.imageSources().cached("again/a", Optional.of("1"), image("layer", 10));
        ok(204, engine.call("boss", "DELETE", path, ""));
        ok(200, engine.call("boss", "PUT", path, URL + "}"));
        ok(204, engine.call("boss", "DELETE", path, ""));
        ok(201, engine.call("ann", "POST", "/images", "{\"repository\":\"again/own\"}"));
        ok(409, engine.call("boss", "PUT", path, URL + "}"));
    }

    @Test
    void nobodyMakesAnImageThatIsCached() throws Exception {
        String path = group("mine");
        ok(200, engine.call("boss", "PUT", path, URL + "}"));
        assertEquals("repository", ok(409, engine.call("ann", "POST", "/images", "{\"repository\":\"mine/a\"}")).get("field")
            .asString());
        engine.imageSources().cached("mine/a", Optional.of("1"), image("layer", 10));
        assertEquals("mine", ok(200, engine.get("ann", "/images/mine%2Fa")).get("group").asString());
        ok(404, engine.get("bob", "/images/mine%2Fa"));
        engine.imageSources().gone("mine/a", "1");
        ok(404, engine.get("ann", "/images/mine%2Fa/tags/1"));
    }

    @Test
    void anIndexGrowsWithWhatComesOfItAndCountsForTheGroup() throws Exception {
        ok(200, engine.call("boss", "PUT", group("many"), URL + "}"));
        Manifest one = image("one", 1_000);
        Manifest two = image("two", 5_000);
        Manifest index = index(one, two);
        engine.imageSources().cached("many/a", Optional.of("1"), index);
        assertEquals(0, bytes("many/a", "1"));
        engine.imageSources().cached("many/a", Optional.empty(), one);
        engine.imageSources().cached("many/a", Optional.empty(), one);
        assertEquals(1_000, bytes("many/a", "1"), "once, however often it came");
        engine.imageSources().cached("many/a", Optional.of("2"), index);
        assertEquals(1_000, bytes("many/a", "2"));
        ok(200, engine.call("boss", "PUT", "/quotas/image-group/many",
            "{\"limits\":{\"imageBytes\":4000}}", "If-Match", "*"));
        assertEquals(ErrorCode.QUOTA_EXCEEDED, assertThrows(EngineException.class,
            () -> engine.imageSources().cached("many/a", Optional.empty(), two)).code());
        assertEquals(1_000, bytes("many/a", "1"), "what did not fit left nothing behind");
    }
}
