package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Pushes and pulls by plain requests: each blob in one piece, three at a time; what is pulled is read and forgotten. */
final class HttpRegistryClient implements RegistryClient, AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int AT_A_TIME = 3;
    private static final int BUFFER = 128 << 10;

    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(10)).build();

    @Override
    public String label() {
        return "HTTP";
    }

    @Override
    public void push(BenchRegistry registry, BenchImage image, String name) throws InterruptedException {
        Session session = session(registry, name, "pull,push");
        sideBySide(image.blobs(), blob -> session.upload(blob.digest(), blob.content()));
        session.putManifest(image.manifest());
    }

    @Override
    public void pull(BenchRegistry registry, String name) throws InterruptedException {
        Session session = session(registry, name, "pull");
        JsonNode manifest = json.readTree(session.manifest());
        List<String> digests = new ArrayList<>();
        digests.add(manifest.path("config").path("digest").asString());
        manifest.path("layers").forEach(layer -> digests.add(layer.path("digest").asString()));
        sideBySide(digests, session::download);
    }

    /** Something done with each of several things. */
    @FunctionalInterface
    private interface Step<T> {
        void with(T one) throws IOException, InterruptedException;
    }

    private static <T> void sideBySide(List<T> all, Step<T> step) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
            List<Callable<Void>> steps = all.stream().map(one -> (Callable<Void>) () -> {
                step.with(one);
                return null;
            }).toList();
            for (Future<Void> each : threads.invokeAll(steps)) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        }
    }

    /** Returns how to speak of one repository and tag; with a token for it, where one must have one. */
    Session session(BenchRegistry registry, String name, String actions) throws InterruptedException {
        int colon = name.lastIndexOf(':');
        String repository = name.substring(0, colon);
        Optional<String> token = Optional.empty();
        if (registry.credentials().isPresent()) {
            String pair = Base64.getEncoder().encodeToString(registry.credentials().get().getBytes(StandardCharsets.UTF_8));
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + registry.host()
                + "/v2/token?service=leengine&scope=repository:" + repository + ":" + actions))
                .header("Authorization", "Basic " + pair).timeout(LIMIT).build();
            token = Optional.of(json.readTree(send(request, 200, HttpResponse.BodyHandlers.ofString()).body()).path("token")
                .asString());
        }
        return new Session("http://" + registry.host(), repository, name.substring(colon + 1), token);
    }

    private <T> HttpResponse<T> send(HttpRequest request, int expected, HttpResponse.BodyHandler<T> body)
            throws InterruptedException {
        try {
            HttpResponse<T> response = http.send(request, body);
            if (response.statusCode() != expected) {
                throw new IOException(request.method() + " " + request.uri().getPath() + " was answered by "
                    + response.statusCode());
            }
            return response;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static CommandException failed(Throwable cause) {
        return cause instanceof CommandException known ? known
            : new CommandException(ExitCode.FAILED, "A registry failed: " + cause.getMessage(), "", cause);
    }

    @Override
    public void close() {
        http.close();
    }

    /** One repository and tag of one registry, with a token. */
    final class Session {
        private final String origin;
        private final String repository;
        private final String tag;
        private final Optional<String> token;

        private Session(String origin, String repository, String tag, Optional<String> token) {
            this.origin = origin;
            this.repository = repository;
            this.tag = tag;
            this.token = token;
        }

        /** The same with another tag. */
        Session tagged(String other) {
            return new Session(origin, repository, other, token);
        }

        private HttpRequest.Builder request(String path) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : origin + path))
                .timeout(LIMIT);
            token.ifPresent(each -> request.header("Authorization", "Bearer " + each));
            return request;
        }

        void upload(String digest, HttpRequest.BodyPublisher content) throws InterruptedException {
            String location = send(request("/v2/" + repository + "/blobs/uploads/").POST(BodyPublishers.noBody()).build(), 202,
                HttpResponse.BodyHandlers.discarding()).headers().firstValue("Location").orElseThrow();
            send(request(location + (location.contains("?") ? "&" : "?") + "digest=" + digest)
                .header("Content-Type", "application/octet-stream").PUT(content).build(), 201,
                HttpResponse.BodyHandlers.discarding());
        }

        void putManifest(byte[] manifest) throws InterruptedException {
            send(request("/v2/" + repository + "/manifests/" + tag).header("Content-Type", BenchImage.MANIFEST)
                .PUT(BodyPublishers.ofByteArray(manifest)).build(), 201, HttpResponse.BodyHandlers.discarding());
        }

        byte[] manifest() throws InterruptedException {
            return send(manifestRequest(), 200, HttpResponse.BodyHandlers.ofByteArray()).body();
        }

        /** Returns how to ask for the manifest. */
        HttpRequest manifestRequest() {
            return request("/v2/" + repository + "/manifests/" + tag).header("Accept", BenchImage.MANIFEST).build();
        }

        void download(String digest) throws InterruptedException {
            byte[] buffer = new byte[BUFFER];
            try (InputStream in = send(request("/v2/" + repository + "/blobs/" + digest).build(), 200,
                    HttpResponse.BodyHandlers.ofInputStream()).body()) {
                while (in.read(buffer) >= 0) {
                    // What was read is not needed.
                    continue;
                }
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }
}
