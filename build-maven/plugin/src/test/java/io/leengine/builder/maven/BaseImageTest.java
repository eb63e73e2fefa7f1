package io.leengine.builder.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import io.leengine.spi.CallContext;
import io.leengine.spi.builder.BaseImagePublisher;
import io.leengine.spi.builder.BuildRequest;
import io.leengine.tck.BuildRecorder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The base image and the sample application, from nothing to an answer from within the image. */
class BaseImageTest {
    private static final Pattern LAYER = Pattern.compile("tar\\+gzip\",\"digest\":\"(sha256:[0-9a-f]{64})\"");
    private static final CallContext LIMIT = CallContext.of("test", Duration.ofMinutes(5));

    @TempDir
    Path temporary;

    @Test
    void theSampleRunsOnTheBaseImage() throws Exception {
        try (var registry = new TestRegistry();
                var builder = new MavenBuilder(TestSettings.of(temporary.resolve("builder")))) {
            BaseImagePublisher publisher = builder.ability(BaseImagePublisher.class).orElseThrow();
            long start = System.nanoTime();
            Digest base = publisher.publish(LIMIT, registry.address(), TestRegistry.USER, "leengine/java");
            System.out.printf("base image %.2f s%n", (System.nanoTime() - start) / 1e9);
            for (String tag : List.of(publisher.tag(), "latest", Integer.toString(Runtime.version().feature()))) {
                assertEquals(base, Digest.of(registry.manifest("leengine/java", tag).orElseThrow()), tag);
            }
            var source = new GitFixture(temporary.resolve("git"));
            copy(Path.of("../../docs/samples/hello"), source.folder());
            source.commitAll();
            var recorder = new BuildRecorder();
            for (int run = 1; run <= 2; run++) {
                start = System.nanoTime();
                builder.build(LIMIT, new BuildRequest("hello-" + run, "hello", source.url(), Optional.empty(), "main",
                    "", "Dockerfile", List.of("-ntp", "package"), registry.address(), TestRegistry.USER, "team/hello",
                    Optional.of("one"), 1 << 20), recorder);
                System.out.printf("sample, run %d: %.2f s%n", run, (System.nanoTime() - start) / 1e9);
            }
            recorder.lines().stream().filter(line -> line.matches("[a-z]+: [0-9.]+ s")).forEach(System.out::println);
            Path root = unpack(registry, new String(registry.manifest("team/hello", "one").orElseThrow(),
                StandardCharsets.UTF_8));
            answers(root);
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = from.relativize(file);
                if (!relative.startsWith("target")) {
                    Path target = to.resolve(relative.toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
    }

    private Path unpack(TestRegistry registry, String manifest) throws Exception {
        Path root = Files.createDirectories(temporary.resolve("root"));
        var digests = new ArrayList<String>();
        Matcher matcher = LAYER.matcher(manifest);
        while (matcher.find()) {
            digests.add(matcher.group(1));
        }
        assertEquals(5, digests.size(), manifest);
        for (String digest : digests) {
            Path layer = Files.write(temporary.resolve("layer.tar.gz"), registry.blob(digest));
            assertEquals(0, new ProcessBuilder("tar", "xzf", layer.toString(), "--no-same-owner",
                "--warning=no-unknown-keyword", "-C", root.toString()).inheritIO().start().waitFor());
        }
        return root;
    }

    private static void answers(Path root) throws Exception {
        var builder = new ProcessBuilder("unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork",
            "--kill-child", "--root=" + root, "--mount-proc=/proc", "/opt/java/bin/java", "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "-jar", "/app/hello.jar");
        Files.createDirectories(root.resolve("proc"));
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin:/opt/java/bin");
        builder.environment().put("PORT", "0");
        builder.environment().put("INSTANCE_ID", "number-7");
        long start = System.nanoTime();
        Process process = builder.redirectErrorStream(true).start();
        try (var out = process.inputReader()) {
            String line = out.readLine();
            System.out.printf("sample up after %.2f s%n", (System.nanoTime() - start) / 1e9);
            assertTrue(line != null && line.contains("listens on port"), line);
            String port = line.substring(line.lastIndexOf(' ') + 1);
            try (HttpClient client = HttpClient.newHttpClient()) {
                var answer = client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
                assertEquals(200, answer.statusCode());
                assertTrue(answer.body().contains("\"instance\":\"number-7\""), answer.body());
                assertTrue(answer.body().contains("version one"), answer.body());
            }
        } finally {
            ProcessTree.end(process);
        }
    }
}
