package io.leengine.maven;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is asked of a running platform by REST, as its administrator. */
final class PlatformApi {
    private static final Duration CALL = Duration.ofSeconds(10);
    private static final long STEP_MILLIS = 100;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CALL).build();
    private final JsonMapper json = JsonMapper.builder().build();
    private final URI url;
    private String token = "";

    private PlatformApi(URI url) {
        this.url = url;
    }

    /**
     * An answer.
     *
     * @param status of HTTP
     * @param body what came, missing when it is no JSON
     */
    record Answer(int status, JsonNode body) {
        boolean good() {
            return status >= 200 && status < 300;
        }

        /** Returns what the problem is, for a person. */
        String problem() {
            String step = body.path("nextStep").asString("");
            return body.path("detail").asString("status " + status) + (step.isEmpty() ? "" : " " + step);
        }
    }

    /** Logs in. A platform that has just started makes its administrator a moment later. */
    static PlatformApi logIn(URI url, Path passwordFile, Duration limit) throws IOException, InterruptedException {
        PlatformApi api = new PlatformApi(url);
        long deadline = System.nanoTime() + limit.toNanos();
        Optional<Answer> answer = api.tryLogIn(passwordFile);
        while (answer.filter(Answer::good).isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("The platform at " + url + " takes no log-in: "
                    + answer.map(Answer::problem).orElse("there is no " + passwordFile));
            }
            TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
            answer = api.tryLogIn(passwordFile);
        }
        api.token = answer.get().body().path("token").asString();
        return api;
    }

    private Optional<Answer> tryLogIn(Path passwordFile) throws IOException, InterruptedException {
        return Files.exists(passwordFile) ? Optional.of(post("/sessions",
            Map.of("name", "admin", "password", Files.readString(passwordFile).strip()))) : Optional.empty();
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, null);
    }

    Answer post(String path, Object body) throws IOException, InterruptedException {
        return send("POST", path, body);
    }

    private Answer send(String method, String path, Object body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve("/api/v1" + path)).timeout(CALL)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
        boolean isJson = answer.headers().firstValue("Content-Type").orElse("").contains("json");
        return new Answer(answer.statusCode(),
            isJson && answer.body().length > 0 ? json.readTree(answer.body()) : json.missingNode());
    }
}
