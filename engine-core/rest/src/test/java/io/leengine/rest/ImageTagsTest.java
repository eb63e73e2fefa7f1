package io.leengine.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.domain.ImagePush;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tags, manifests and the rules of images, over HTTP, on the engine's own services, a database and a storage on disk. */
@Timeout(60)
class ImageTagsTest {
    private static final String IMAGE = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String CONFIG = """
        {"os":"linux","architecture":"arm64","variant":"v8","created":"2026-01-02T03:04:05Z"}""";

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

    private static String path(String repository) {
        return "/images/" + repository.replace("/", "%2F");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Digest blob(String repository, String content) throws InterruptedException {
        String upload = engine.storage.beginUpload(repository);
        engine.storage.append(repository, upload, 0, new ByteArrayInputStream(bytes(content)));
        engine.storage.commitUpload(repository, upload, Digest.of(bytes(content)));
        return Digest.of(bytes(content));
    }

    private static String descriptor(String type, Digest digest, long size) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
    }

    private static Manifest image(String repository, String more, String... layers) throws InterruptedException {
        String list = "";
        for (String layer : layers) {
            list += (list.isEmpty() ? "" : ",") + descriptor("application/vnd.oci.image.layer.v1.tar", blob(repository, layer),
                layer.length());
        }
        return new Manifest(IMAGE, bytes("{\"schemaVersion\":2,\"config\":" + descriptor(
            "application/vnd.oci.image.config.v1+json", blob(repository, CONFIG), CONFIG.length()) + ",\"layers\":[" + list
            + "]" + more + "}"));
    }

    /** As the registry does it. */
    private static Digest push(String user, String repository, Optional<String> tag, Manifest manifest)
            throws InterruptedException {
        engine.storage.putManifest(repository, manifest);
        engine.registry.pushed(engine.actor(user, false), repository, tag, manifest, manifest.content().length);
        if (tag.isPresent()) {
            engine.storage.putTag(repository, tag.get(), manifest.digest());
        }
        return manifest.digest();
    }

    private static Digest push(String repository, String tag, String... layers) throws InterruptedException {
        return push("ann", repository, Optional.of(tag), image(repository, "", layers));
    }

    private static void index() throws InterruptedException {
        engine.index.run("index", "test");
    }

    @Test
    void aTagIsToldInFull() throws Exception {
        Digest digest = push("full/a", "1.0", "layer-one", "layer-two");
        Digest other = push("full/a", "other", "layer-one");
        push("ann", "full/a", Optional.empty(), image("full/a", ",\"artifactType\":\"application/spdx+json\",\"subject\":"
            + descriptor(IMAGE, digest, 1), "sbom"));
        push("full/a", "sha256-" + digest.hex() + ".sig", "signature");
        engine.registry.pulled(engine.actor("bob", false), "full/a", Optional.of("1.0"), digest);
        engine.registry.pulled(engine.actor("bob", false), "full/a", Optional.empty(), digest);
        engine.pulls.flush();
        JsonNode detail = ok(200, engine.get("ann", path("full/a") + "/tags/1.0"));
        JsonNode tag = detail.get("tag");
        assertEquals(digest + " 2 [\"linux/arm64/v8\"] 2026-01-02T03:04:05Z ann 2 " + IMAGE, tag.get("digest").asString() + " "
            + tag.get("layers").asInt() + " " + tag.get("platforms") + " " + tag.get("createdAt").asString() + " "
            + tag.get("pushedBy").asString() + " " + tag.get("pulls").asInt() + " " + tag.get("mediaType").asString());
        assertTrue(tag.has("pulledAt"));
        assertEquals(List.of("signature", "sbom"), tag.get("attached").valueStream().map(each -> each.get("kind").asString())
            .toList());
        assertEquals(9, detail.get("layers").get(0).get("sizeBytes").asInt());
        assertEquals(9, detail.get("freedBytes").asInt(), "the other tag needs the configuration and one of the layers");
        JsonNode list = ok(200, engine.get("ann", path("full/a") + "/tags?search=ot")).get("items");
        assertEquals(other.toString(), list.get(0).get("digest").asString());
        ok(404, engine.get("ann", path("full/a") + "/tags/none"));
        ok(404, engine.get("bob", path("full/a") + "/tags/1.0"));
        JsonNode pulls = ok(200, engine.get("boss", "/statistics?by=image&per=range")).get("items").valueStream()
            .filter(each -> each.get("name").asString().equals("full/a")).findFirst().orElseThrow();
        assertEquals("4 2", pulls.get("pushes").asInt() + " " + pulls.get("pulls").asInt());
    }

    @Test
    void whatWasThereBeforeIsRead() throws Exception {
        ok(201, engine.call("ann", "POST", "/images", "{\"repository\":\"old/a\"}"));
        Manifest manifest = image("old/a", "", "old-layer");
        Manifest attached = image("old/a", ",\"subject\":" + descriptor(IMAGE, manifest.digest(), 1) + ",\"annotations\":"
            + "{\"k\":\"v\"}");
        for (Manifest each : List.of(manifest, attached, new Manifest("application/x", bytes("no JSON")))) {
            engine.storage.putManifest("old/a", each);
        }
        assertEquals(Optional.empty(), engine.registry.referrers("old/a", manifest.digest()));
        index();
        List<ImageManifest> referrers = engine.registry.referrers("old/a", manifest.digest()).orElseThrow();
        assertEquals(List.of(attached.digest()), referrers.stream().map(ImageManifest::digest).toList());
        assertEquals(new TreeMap<>(Map.of("k", "v")), referrers.getFirst().annotations());
        assertEquals(3, engine.store().read(session -> session.manifests().all("old/a")).size());
        engine.storage.deleteManifest("old/a", attached.digest());
        engine.store().write(session -> {
            session.manifests().indexed("old/a", Instant.EPOCH);
            return null;
        });
        index();
        assertEquals(Optional.of(List.of()), engine.registry.referrers("old/a", manifest.digest()));
    }

    @Test
    void aTagIsCopiedWithoutMovingItsContent() throws Exception {
        Digest one = push("copy/from", "one", "copied-layer");
        Digest two = push("copy/from", "two", "another-layer");
        Manifest both = new Manifest(INDEX, bytes("{\"schemaVersion\":2,\"manifests\":[" + descriptor(IMAGE, one, 1) + ","
            + descriptor(IMAGE, two, 1) + "]}"));
        push("ann", "copy/from", Optional.of("all"), both);
        ok(201, engine.call("ann", "POST", "/images", "{\"repository\":\"copy/to\"}"));
        String from = "{\"tag\":\"stable\",\"from\":{\"repository\":\"copy/from\",\"tag\":\"all\"}}";
        JsonNode made = ok(201, engine.call("ann", "POST", path("copy/to") + "/tags", from));
        assertEquals(2, made.get("manifests").size());
        assertEquals(Optional.of(both.digest()), engine.storage.tag("copy/to", "stable"));
        assertTrue(engine.storage.hasBlob("copy/to", Digest.of(bytes("copied-layer"))));
        assertEquals(3, engine.store().read(session -> session.manifests().all("copy/to")).size());
        ok(201, engine.call("ann", "POST", path("copy/to") + "/tags", "{\"tag\":\"again\",\"from\":{\"digest\":\""
            + one + "\"}}"));
        assertEquals(Optional.of(one), engine.storage.tag("copy/to", "again"));
        for (String image : List.of("copy/to", "copy/from")) {
            JsonNode activity = ok(200, engine.get("ann", "/activity?kind=image&resource=" + image)).get("items");
            assertTrue(activity.toString().contains(image.equals("copy/to") ? "image.copy\"" : "image.copied"),
                activity.toString());
        }
        ok(404, engine.call("bob", "POST", path("copy/to") + "/tags", from));
        ok(201, engine.call("bob", "POST", "/images", "{\"repository\":\"copy/bobs\"}"));
        JsonNode refusal = ok(404, engine.call("bob", "POST", path("copy/bobs") + "/tags", from));
        assertEquals("from.repository", refusal.get("field").asString());
        ok(404, engine.call("ann", "POST", path("copy/to") + "/tags", "{\"tag\":\"x\",\"from\":{\"tag\":\"none\"}}"));
        ok(400, engine.call("ann", "POST", path("copy/to") + "/tags", "{\"tag\":\"x\",\"from\":{}}"));
        ok(409, engine.call("ann", "DELETE", path("copy/from") + "/manifests/" + one, ""));
        ok(204, engine.call("ann", "DELETE", path("copy/from") + "/manifests/" + both.digest(), ""));
        assertEquals(Optional.empty(), engine.storage.tag("copy/from", "all"));
        ok(204, engine.call("ann", "DELETE", path("copy/from") + "/manifests/" + one, ""));
        assertEquals(Optional.empty(), engine.storage.tag("copy/from", "one"));
    }

    @Test
    void aDeletionIsTriedAndTellsWhatWouldBeFree() throws Exception {
        push("free/a", "1", "only-here");
        push("free/a", "2", "shared");
        push("free/b", "1", "shared");
        index();
        JsonNode tried = ok(200, engine.call("ann", "DELETE", path("free/a") + "/tags/1?dryRun=true", ""));
        assertTrue(tried.toString().contains("(9 bytes are needed by nothing else)"), tried.toString());
        assertTrue(engine.storage.tag("free/a", "1").isPresent());
        JsonNode usage = ok(200, engine.get("ann", path("free/a") + "/usage"));
        assertEquals("2 2 9 0", usage.get("tags").asInt() + " " + usage.get("manifests").asInt() + " "
            + usage.get("freedBytes").asInt() + " " + usage.get("untagged").asInt());
        ok(204, engine.call("ann", "DELETE", path("free/a") + "/tags/1", ""));
        assertEquals(1, ok(200, engine.get("ann", path("free/a") + "/usage")).get("untagged").asInt());
        ok(404, engine.call("ann", "DELETE", path("free/a") + "/tags/1", ""));
    }

    @Test
    void anImmutableTagTakesNoOtherContent() throws Exception {
        Digest first = push("fixed/a", "v1", "first");
        ok(200, engine.call("ann", "PUT", path("fixed/a") + "/tag-rules", "{\"immutable\":[\"v*\"]}"));
        push("fixed/a", "v1", "first");
        push("fixed/a", "latest", "second");
        push("fixed/a", "latest", "third");
        EngineException refusal = assertThrows(EngineException.class, () -> push("fixed/a", "v1", "second"));
        assertEquals(ErrorCode.CONFLICT, refusal.code());
        assertTrue(refusal.getMessage().startsWith("The tag v1 of fixed/a is immutable"), refusal.getMessage());
        ok(409, engine.call("ann", "POST", path("fixed/a") + "/tags", "{\"tag\":\"v1\",\"from\":{\"tag\":\"latest\"}}"));
        assertEquals(Optional.of(first), engine.storage.tag("fixed/a", "v1"));
    }

    private static void age(String repository, String tag, int days) {
        Instant then = Instant.now().minus(Duration.ofDays(days));
        engine.store().write(session -> {
            ImagePush push = session.images().push(repository, tag).orElseThrow();
            session.images().put(new ImagePush(repository, tag, push.digest(), push.sizeBytes(), then, "ann"));
            session.manifests().untagged(repository, push.digest(), then);
            return null;
        });
    }

    private static String verdicts(JsonNode retention) {
        return retention.get("verdicts").valueStream().filter(each -> !each.get("stays").asBoolean())
            .map(each -> each.has("tag") ? each.get("tag").asString() : each.get("digest").asString())
            .collect(Collectors.joining(" "));
    }

    @Test
    void rulesAreTriedAndThenCarriedOut() throws Exception {
        ok(201, engine.call("ann", "POST", "/image-groups", "{\"name\":\"kept\"}"));
        ok(201, engine.call("ann", "POST", "/images", "{\"repository\":\"kept/a\",\"group\":\"kept\"}"));
        for (int i = 1; i <= 4; i++) {
            push("kept/a", "t" + i, "content-" + i);
            age("kept/a", "t" + i, 50 - i);
        }
        index();
        assertEquals("", verdicts(ok(200, engine.get("ann", path("kept/a") + "/retention"))));
        JsonNode tried = ok(200, engine.call("ann", "POST", path("kept/a") + "/retention",
            "{\"keepLast\":1,\"keepMatching\":[\"t2\"],\"untaggedDays\":5}"));
        assertEquals("t1 t3", verdicts(tried));
        assertEquals(18, tried.get("freedBytes").asInt());
        assertEquals("kept", ok(200, engine.call("ann", "PUT", "/image-groups/kept/tag-rules", "{\"keepLast\":2,"
            + "\"untaggedDays\":5}")).get("keepLast").asInt() == 2 ? ok(200, engine.get("ann", path("kept/a")
            + "/tag-rules")).get("group").asString() : "");
        assertEquals("t1 t2", verdicts(ok(200, engine.get("ann", path("kept/a") + "/retention"))));
        Digest first = engine.storage.tag("kept/a", "t1").orElseThrow();
        engine.retention.run("image-retention", "test");
        assertEquals(List.of("t3", "t4"), engine.storage.tags("kept/a", Optional.empty(), 9).items());
        assertTrue(engine.storage.manifest("kept/a", first).isPresent(), "it lost its tag a moment ago");
        engine.store().write(session -> {
            session.manifests().untagged("kept/a", first, Instant.now().minus(Duration.ofDays(6)));
            return null;
        });
        engine.retention.run("image-retention", "test");
        assertTrue(engine.storage.manifest("kept/a", first).isEmpty());
        String activity = ok(200, engine.get("ann", "/activity?kind=image&resource=kept/a")).toString();
        assertTrue(Stream.of("image.expire-tag", "image.expire-manifest", "No rule keeps it.").allMatch(activity::contains),
            activity);
        JsonNode own = ok(200, engine.call("ann", "PUT", path("kept/a") + "/tag-rules", "{}"));
        assertEquals("true", own.get("own").asString());
        assertEquals("kept", ok(200, engine.call("ann", "DELETE", path("kept/a") + "/tag-rules", "")).get("group").asString());
        assertEquals("keepMatching", ok(400, engine.call("ann", "PUT", path("kept/a") + "/tag-rules",
            "{\"keepMatching\":[\"x\"]}")).get("field").asString());
    }

    @Test
    void tagsAreFoundAcrossImages() throws Exception {
        Digest digest = push("found/one", "needle-1", "x");
        push("found/two", "needle-2", "y");
        assertEquals(2, ok(200, engine.get("ann", "/tags?search=needle")).get("items").size());
        JsonNode page = ok(200, engine.get("ann", "/tags?search=needle&limit=1"));
        assertEquals("needle-2", ok(200, engine.get("ann", "/tags?search=needle&limit=1&after=" + page.get("next").asString()))
            .get("items").get(0).get("name").asString());
        assertEquals(1, ok(200, engine.get("ann", "/tags?search=" + digest.toString().substring(0, 30))).get("items").size());
        assertEquals(0, ok(200, engine.get("bob", "/tags?search=needle")).get("items").size());
    }
}
