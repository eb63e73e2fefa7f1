package io.leengine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people use: skopeo, with the token protocol as it speaks it. */
class SkopeoTest extends RegistryTest {
    private static final String ANN = "ann:ann-secret";

    @BeforeAll
    static void needsSkopeo() {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/skopeo")), "skopeo is not installed");
    }

    @Test
    void anImageComesBackWithTheSameDigest() throws Exception {
        Path image = layout("image", 3);
        String digest = digest(image);
        push(ANN, image, "team/hello:v1");
        Path back = folder.resolve("back");
        copy("--src-tls-verify=false", "--src-creds", ANN, "docker://" + registry.host() + "/team/hello:v1",
            "oci:" + back + ":v1");
        assertEquals(digest, digest(back));
        assertEquals(digest, inspect(ANN, "team/hello:v1"));
        assertEquals(1, registry.access.records.size(), registry.access.records.toString());
        assertTrue(registry.access.records.getFirst().startsWith("ann pushed team/hello:v1@" + digest));
        byte[] manifest = Files.readAllBytes(blob(back, digest));
        assertEquals(digest, Digest.of(manifest).toString());
    }

    @Test
    void aPublicImageIsPulledByAnyoneAPrivateOneIsNot() throws Exception {
        Path image = layout("image", 1);
        push(ANN, image, "public/hello:v1");
        push(ANN, image, "team/hello:v1");
        assertEquals(digest(image), inspect("", "public/hello:v1"));
        assertTrue(run(failing("inspect", "--tls-verify=false", "--no-creds",
            "docker://" + registry.host() + "/team/hello:v1")).contains("unauthorized"));
        String wrong = run(failing("inspect", "--tls-verify=false", "--creds", "ann:wrong",
            "docker://" + registry.host() + "/team/hello:v1"));
        assertTrue(wrong.contains("unauthorized") || wrong.contains("invalid username/password"), wrong);
    }

    @Test
    void betweenRepositoriesNothingIsSentTwice() throws Exception {
        Path image = layout("image", 2);
        push(ANN, image, "team/one:v1");
        copy("--src-tls-verify=false", "--dest-tls-verify=false", "--src-creds", ANN, "--dest-creds", ANN,
            "docker://" + registry.host() + "/team/one:v1", "docker://" + registry.host() + "/team/two:v1");
        assertEquals(digest(image), inspect(ANN, "team/two:v1"));
        try (var blobs = Files.walk(folder.resolve("registry/blobs"))) {
            assertEquals(3, blobs.filter(Files::isRegularFile).count());
        }
    }

    @Test
    void tagsAreListedAndDeleted() throws Exception {
        Path image = layout("image", 1);
        push(ANN, image, "team/hello:v1");
        push(ANN, image, "team/hello:v2");
        String tags = run(skopeo("list-tags", "--tls-verify=false", "--creds", ANN,
            "docker://" + registry.host() + "/team/hello"));
        assertTrue(tags.replaceAll("\\s", "").contains("\"Tags\":[\"v1\",\"v2\"]"), tags);
        // skopeo deletes by digest, so both tags go.
        run(skopeo("delete", "--tls-verify=false", "--creds", ANN, "docker://" + registry.host() + "/team/hello:v1"));
        assertEquals(404, ann.status("GET", "/v2/team/hello/manifests/v2"));
    }

    @Test
    void manyPushAtOnce() throws Exception {
        Path image = layout("image", 2);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> pushes = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String name = "team/app" + i + ":v1";
                pushes.add(threads.submit(() -> {
                    push(ANN, image, name);
                    return null;
                }));
            }
            for (Future<?> push : pushes) {
                push.get();
            }
        }
        for (int i = 0; i < 4; i++) {
            assertEquals(digest(image), inspect(ANN, "team/app" + i + ":v1"));
        }
    }

    private void push(String credentials, Path image, String name) throws Exception {
        copy("--dest-tls-verify=false", "--dest-creds", credentials, "oci:" + image + ":v1",
            "docker://" + registry.host() + "/" + name);
    }

    private void copy(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("copy", "-q"));
        all.addAll(List.of(arguments));
        run(skopeo(all.toArray(String[]::new)));
    }

    private String inspect(String credentials, String name) throws Exception {
        List<String> command = new ArrayList<>(List.of("inspect", "--tls-verify=false", "--format", "{{.Digest}}"));
        command.addAll(credentials.isEmpty() ? List.of("--no-creds") : List.of("--creds", credentials));
        command.add("docker://" + registry.host() + "/" + name);
        return run(skopeo(command.toArray(String[]::new))).strip();
    }

    private record Command(List<String> words, boolean succeeds) {
    }

    private static Command skopeo(String... arguments) {
        List<String> words = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        words.addAll(List.of(arguments));
        return new Command(words, true);
    }

    private static Command failing(String... arguments) {
        return new Command(skopeo(arguments).words(), false);
    }

    private String run(Command command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command.words()).redirectErrorStream(true);
        // A cache of its own: skopeo remembers which repositories have which blobs.
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("XDG_RUNTIME_DIR", folder.toString());
        builder.environment().put("XDG_DATA_HOME", folder.toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        assertEquals(command.succeeds(), process.exitValue() == 0, command.words().get(2) + ": " + said);
        return said;
    }

    /** Makes an OCI image layout with random layers. */
    private Path layout(String name, int layers) throws IOException {
        Path image = folder.resolve(name);
        List<String> descriptors = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            byte[] layer = bytes(500_000 + i);
            // Compressed, as skopeo would otherwise do it on its own and so change the digest.
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (var gzip = new GZIPOutputStream(compressed)) {
                gzip.write(layer);
            }
            descriptors.add(descriptor(image, "application/vnd.oci.image.layer.v1.tar+gzip", compressed.toByteArray()));
            ids.add("\"" + Digest.of(layer) + "\"");
        }
        String config = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\","
            + "\"diff_ids\":[" + String.join(",", ids) + "]}}";
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + RegistryClient.OCI + "\",\"config\":"
            + descriptor(image, "application/vnd.oci.image.config.v1+json", config.getBytes(StandardCharsets.UTF_8))
            + ",\"layers\":[" + String.join(",", descriptors) + "]}";
        String top = descriptor(image, RegistryClient.OCI, manifest.getBytes(StandardCharsets.UTF_8));
        Files.writeString(image.resolve("index.json"), "{\"schemaVersion\":2,\"manifests\":["
            + top.replace("}", ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"v1\"}}") + "]}");
        Files.writeString(image.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        return image;
    }

    private static String descriptor(Path image, String type, byte[] content) throws IOException {
        Digest digest = Digest.of(content);
        Path file = blob(image, digest.toString());
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + content.length + "}";
    }

    private static Path blob(Path image, String digest) {
        return image.resolve("blobs/sha256").resolve(Digest.parse(digest).hex());
    }

    private static String digest(Path image) throws IOException {
        return Files.readString(image.resolve("index.json")).replaceAll("(?s).*\"digest\":\\s*\"(sha256:[0-9a-f]+)\".*",
            "$1");
    }
}
