package io.leengine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people use: skopeo, with the token protocol as it speaks it. */
class SkopeoTest extends RegistryTest {
    private static final String ANN = "ann:ann-secret";

    private Programs programs;

    @BeforeAll
    static void needsSkopeo() throws Exception {
        Assumptions.assumeTrue(Programs.present("skopeo"), "skopeo is not installed");
    }

    @BeforeEach
    void home() throws Exception {
        programs = new Programs(folder);
    }

    private ImageLayout layout(int layers) throws Exception {
        return ImageLayout.make(folder.resolve("image"), layers, 500_000);
    }

    private static List<String> skopeo(String... arguments) {
        List<String> words = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        words.addAll(List.of(arguments));
        return words;
    }

    @Test
    void anImageComesBackWithTheSameDigest() throws Exception {
        ImageLayout image = layout(3);
        String digest = image.digest();
        push(ANN, image, "team/hello:v1");
        Path back = folder.resolve("back");
        copy("--src-tls-verify=false", "--src-creds", ANN, "docker://" + registry.host() + "/team/hello:v1",
            "oci:" + back + ":v1");
        assertEquals(digest, ImageLayout.read(back).digest());
        assertEquals(digest, inspect(ANN, "team/hello:v1"));
        assertEquals(1, registry.access.records.size(), registry.access.records.toString());
        assertTrue(registry.access.records.getFirst().startsWith("ann pushed team/hello:v1@" + digest));
        byte[] manifest = Files.readAllBytes(ImageLayout.blob(back, digest));
        assertEquals(digest, Digest.of(manifest).toString());
    }

    @Test
    void aPublicImageIsPulledByAnyoneAPrivateOneIsNot() throws Exception {
        ImageLayout image = layout(1);
        push(ANN, image, "public/hello:v1");
        push(ANN, image, "team/hello:v1");
        assertEquals(image.digest(), inspect("", "public/hello:v1"));
        assertTrue(programs.failing(skopeo("inspect", "--tls-verify=false", "--no-creds",
            "docker://" + registry.host() + "/team/hello:v1")).contains("unauthorized"));
        String wrong = programs.failing(skopeo("inspect", "--tls-verify=false", "--creds", "ann:wrong",
            "docker://" + registry.host() + "/team/hello:v1"));
        assertTrue(wrong.contains("unauthorized") || wrong.contains("invalid username/password"), wrong);
    }

    @Test
    void betweenRepositoriesNothingIsSentTwice() throws Exception {
        ImageLayout image = layout(2);
        push(ANN, image, "team/one:v1");
        copy("--src-tls-verify=false", "--dest-tls-verify=false", "--src-creds", ANN, "--dest-creds", ANN,
            "docker://" + registry.host() + "/team/one:v1", "docker://" + registry.host() + "/team/two:v1");
        assertEquals(image.digest(), inspect(ANN, "team/two:v1"));
        try (var blobs = Files.walk(folder.resolve("registry/blobs"))) {
            assertEquals(3, blobs.filter(Files::isRegularFile).count());
        }
    }

    @Test
    void tagsAreListedAndDeleted() throws Exception {
        ImageLayout image = layout(1);
        push(ANN, image, "team/hello:v1");
        push(ANN, image, "team/hello:v2");
        String tags = programs.run(skopeo("list-tags", "--tls-verify=false", "--creds", ANN,
            "docker://" + registry.host() + "/team/hello"));
        assertTrue(tags.replaceAll("\\s", "").contains("\"Tags\":[\"v1\",\"v2\"]"), tags);
        // skopeo deletes by digest, so both tags go.
        programs.run(skopeo("delete", "--tls-verify=false", "--creds", ANN, "docker://" + registry.host() + "/team/hello:v1"));
        assertEquals(404, ann.status("GET", "/v2/team/hello/manifests/v2"));
    }

    @Test
    void manyPushAtOnce() throws Exception {
        ImageLayout image = layout(2);
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
            assertEquals(image.digest(), inspect(ANN, "team/app" + i + ":v1"));
        }
    }

    private void push(String credentials, ImageLayout image, String name) throws Exception {
        copy("--dest-tls-verify=false", "--dest-creds", credentials, "oci:" + image.folder() + ":v1",
            "docker://" + registry.host() + "/" + name);
    }

    private void copy(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("copy", "-q"));
        all.addAll(List.of(arguments));
        programs.run(skopeo(all.toArray(String[]::new)));
    }

    private String inspect(String credentials, String name) throws Exception {
        List<String> command = new ArrayList<>(List.of("inspect", "--tls-verify=false", "--format", "{{.Digest}}"));
        command.addAll(credentials.isEmpty() ? List.of("--no-creds") : List.of("--creds", credentials));
        command.add("docker://" + registry.host() + "/" + name);
        return programs.run(skopeo(command.toArray(String[]::new))).strip();
    }
}
