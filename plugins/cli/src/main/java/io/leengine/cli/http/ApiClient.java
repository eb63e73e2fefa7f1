package io.leengine.cli.http;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Speaks REST v1 with one engine as one user. Safe for threads. */
public final class ApiClient implements AutoCloseable {
    private static final String BASE = "/api/v1";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int NO_CONTENT = 204;
    private static final int FIRST_ERROR = 400;

    private final URI engine;
    private final Optional<String> token;
    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5))
        .version(HttpClient.Version.HTTP_1_1).build();

    /**
     * @param engine for example {@code http://127.0.0.1:7080}
     * @param token what to be known by; empty for nobody
     */
    public ApiClient(URI engine, Optional<String> token) {
        this.engine = engine;
        this.token = token;
    }

    /** Returns a client for the same engine as somebody. */
    public ApiClient as(String otherToken) {
        return new ApiClient(engine, Optional.of(otherToken));
    }

    /** Returns the engine's address. */
    public URI engine() {
        return engine;
    }

    /** Encodes one segment of a path. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Reads; the path is below {@code /api/v1}. */
    public Answer get(String path) {
        return send("GET", path, Optional.empty(), Map.of());
    }

    /** Posts a body that Jackson can write. */
    public Answer post(String path, Object body) {
        return send("POST", path, Optional.of(body), Map.of());
    }

    /** Posts a file; one that is large takes as long as it takes. */
    public Answer upload(String path, Path file) {
        try {
            HttpRequest request = request(path).header("Accept", "application/json")
                .header("Content-Type", "application/octet-stream").POST(BodyPublishers.ofFile(file)).build();
            Answer answer = answer(request);
            if (answer.status() >= FIRST_ERROR) {
                throw new ApiException(Problem.of(answer.status(), answer.body()));
            }
            return answer;
        } catch (FileNotFoundException e) {
            throw new CommandException(ExitCode.USAGE, "There is no file " + file + ".", "", e);
        }
    }

    /** Sends any request. */
    public Answer send(String method, String path, Optional<Object> body, Map<String, String> headers) {
        Answer answer = ask(method, path, body, headers);
        if (answer.status() >= FIRST_ERROR) {
            throw new ApiException(Problem.of(answer.status(), answer.body()));
        }
        return answer;
    }

    /** Reads, whatever the status of the answer: for states that come with an error status and a body of their own. */
    public Answer probe(String path) {
        return ask("GET", path, Optional.empty(), Map.of());
    }

    private Answer ask(String method, String path, Optional<Object> body, Map<String, String> headers) {
        HttpRequest.Builder request = request(path).timeout(LIMIT).header("Accept", "application/json");
        headers.forEach(request::header);
        body.ifPresent(each -> request.header("Content-Type", "application/json"));
        request.method(method, body.map(each -> BodyPublishers.ofByteArray(json.writeValueAsBytes(each)))
            .orElse(BodyPublishers.noBody()));
        return answer(request.build());
    }

    private Answer answer(HttpRequest request) {
        HttpResponse<byte[]> response = exchange(request, BodyHandlers.ofByteArray());
        JsonNode answer = response.statusCode() == NO_CONTENT || response.body().length == 0
            ? MissingNode.getInstance() : parse(response.statusCode(), response.body());
        return new Answer(response.statusCode(), answer, response.headers().firstValue("ETag"),
            response.headers().firstValue("Location"));
    }

    /** Reads a text. */
    public String text(String path) {
        HttpResponse<byte[]> response = exchange(request(path).timeout(LIMIT).header("Accept", "text/plain").build(),
            BodyHandlers.ofByteArray());
        if (response.statusCode() >= FIRST_ERROR) {
            throw new ApiException(Problem.of(response.statusCode(), parse(response.statusCode(), response.body())));
        }
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /**
     * Follows a stream of events until it ends or the consumer has had enough.
     *
     * @param more returns whether to go on
     * @return the id of the last event, to go on from
     */
    public String follow(String path, String lastEventId, Predicate<ServerEvent> more) {
        HttpRequest.Builder request = request(path).header("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> response = exchange(request.build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() >= FIRST_ERROR) {
                throw new ApiException(Problem.of(response.statusCode(),
                    parse(response.statusCode(), body.readAllBytes())));
            }
            return events(body, lastEventId, more);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private static String events(InputStream body, String lastEventId, Predicate<ServerEvent> more)
            throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        String id = lastEventId;
        String name = "message";
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (!data.isEmpty() && !more.test(new ServerEvent(id, name, data.substring(0, data.length() - 1)))) {
                    return id;
                }
                data.setLength(0);
                name = "message";
            } else if (line.startsWith("data:")) {
                data.append(value(line, "data:")).append('\n');
            } else if (line.startsWith("id:")) {
                id = value(line, "id:");
            } else if (line.startsWith("event:")) {
                name = value(line, "event:");
            }
        }
        return id;
    }

    private static String value(String line, String field) {
        String value = line.substring(field.length());
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    /** Reads JSON out of an event. */
    public JsonNode json(String text) {
        return json.readTree(text);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(engine.resolve(BASE + path));
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.FAILED, "Interrupted.", "", e);
        }
    }

    private CommandException unreachable(IOException cause) {
        return new CommandException(ExitCode.UNAVAILABLE, "The engine at " + engine + " does not answer"
            + (cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")") + ".",
            "Is it up? On this machine: 'leengine status', 'leengine up'. Another one: 'leengine login --url ...'.",
            cause);
    }

    private JsonNode parse(int status, byte[] body) {
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            throw new CommandException(ExitCode.FAILED, engine + " answered with status " + status
                + " and no JSON.", "Is this the address of an engine?", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
