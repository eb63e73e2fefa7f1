package io.leengine.cli.http;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Speaks REST v1 with one engine as one user. Safe for threads. */
public final class ApiClient implements AutoCloseable {
    private static final String BASE = "/api/v1";
    private static final Limits USUAL = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(60));
    private static final int NO_CONTENT = 204;
    private static final int FIRST_REDIRECT = 300;
    private static final int FIRST_ERROR = 400;

    private final URI engine;
    private final Optional<String> token;
    private final Limits limits;
    private final boolean tries;
    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http;

    /**
     * How long to wait.
     *
     * @param connection for a connection
     * @param answer for an answer that is not a stream
     */
    public record Limits(Duration connection, Duration answer) {
    }

    /**
     * @param engine for example {@code http://127.0.0.1:7080}
     * @param token what to be known by; empty for nobody
     */
    public ApiClient(URI engine, Optional<String> token) {
        this(engine, token, USUAL);
    }

    /** As the other, with limits of its own. */
    public ApiClient(URI engine, Optional<String> token, Limits limits) {
        this(engine, token, limits, false);
    }

    private ApiClient(URI engine, Optional<String> token, Limits limits, boolean tries) {
        this.engine = engine;
        this.token = token;
        this.limits = limits;
        this.tries = tries;
        this.http = HttpClient.newBuilder().connectTimeout(limits.connection()).version(HttpClient.Version.HTTP_1_1)
            .build();
    }

    /** Returns a client for the same engine as somebody. */
    public ApiClient as(String otherToken) {
        return new ApiClient(engine, Optional.of(otherToken), limits, tries);
    }

    /** Returns a client that reads, and only tries the first request that would change something: it throws {@link Tried}. */
    public ApiClient trying() {
        return new ApiClient(engine, token, limits, true);
    }

    /** Returns whether it only tries. */
    public boolean tries() {
        return tries;
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
        Tried.Request request = new Tried.Request("POST", path, Map.of(), Optional.of("the file " + file));
        return done(request, sent -> {
            try {
                return answer(request(sent).header("Accept", "application/json")
                    .header("Content-Type", "application/octet-stream").POST(BodyPublishers.ofFile(file)).build());
            } catch (FileNotFoundException e) {
                throw new CommandException(ExitCode.USAGE, "There is no file " + file + ".", "", e);
            }
        });
    }

    /** Sends any request. */
    public Answer send(String method, String path, Optional<Object> body, Map<String, String> headers) {
        return done(new Tried.Request(method, path, headers, body), sent -> ask(method, sent, body, headers));
    }

    private Answer done(Tried.Request request, Function<String, Answer> asking) {
        if (!tries || request.method().equals("GET")) {
            return good(asking.apply(request.path()));
        }
        Answer answer;
        try {
            answer = good(asking.apply(request.path() + (request.path().indexOf('?') < 0 ? '?' : '&') + "dryRun=true"));
        } catch (ApiException e) {
            throw Tried.refused(request, e);
        }
        throw Tried.taken(request, answer);
    }

    private static Answer good(Answer answer) {
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
        HttpRequest.Builder request = request(path).timeout(limits.answer()).header("Accept", "application/json");
        headers.forEach(request::header);
        body.ifPresent(each -> request.header("Content-Type", "application/json"));
        request.method(method, body.map(each -> BodyPublishers.ofByteArray(json.writeValueAsBytes(each)))
            .orElse(BodyPublishers.noBody()));
        return answer(request.build());
    }

    private Answer answer(HttpRequest request) {
        HttpResponse<byte[]> response = exchange(request, BodyHandlers.ofByteArray());
        if (response.statusCode() >= FIRST_REDIRECT && response.statusCode() < FIRST_ERROR) {
            throw noEngine(response.statusCode(), "and leads elsewhere", null);
        }
        JsonNode answer = response.statusCode() == NO_CONTENT || response.body().length == 0
            ? MissingNode.getInstance() : parse(response.statusCode(), response.body());
        return new Answer(response.statusCode(), answer, response.headers().firstValue("ETag"),
            response.headers().firstValue("Location"));
    }

    /** Reads a text. */
    public String text(String path) {
        HttpResponse<byte[]> response = exchange(request(path).timeout(limits.answer()).header("Accept", "text/plain")
            .build(), BodyHandlers.ofByteArray());
        if (response.statusCode() >= FIRST_ERROR) {
            throw new ApiException(Problem.of(response.statusCode(), parse(response.statusCode(), response.body())));
        }
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** Reads a text in some form, however long, and prints it as it comes. */
    public void copy(String path, String mediaType, Writer to) {
        HttpResponse<InputStream> response = exchange(request(path).header("Accept", mediaType).build(),
            BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() >= FIRST_ERROR) {
                throw new ApiException(Problem.of(response.statusCode(),
                    parse(response.statusCode(), body.readAllBytes())));
            }
            new InputStreamReader(body, StandardCharsets.UTF_8).transferTo(to);
            to.flush();
        } catch (IOException e) {
            throw NetworkFault.of(engine, e);
        }
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
            throw NetworkFault.of(engine, e);
        }
    }

    /** Opens a WebSocket; what refuses it is an error as of any request. */
    public WebSocket socket(String path, String protocol, WebSocket.Listener listener) throws InterruptedException {
        URI at = URI.create(engine.resolve(BASE + path).toString().replaceFirst("^http", "ws"));
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(limits.answer()).subprotocols(protocol);
        token.ifPresent(secret -> builder.header("Authorization", "Bearer " + secret));
        CompletableFuture<WebSocket> opening = builder.buildAsync(at, listener);
        try {
            return opening.get();
        } catch (ExecutionException e) {
            throw refused(e.getCause());
        } finally {
            opening.cancel(true);
        }
    }

    private RuntimeException refused(Throwable cause) {
        if (cause instanceof WebSocketHandshakeException handshake) {
            HttpResponse<?> response = handshake.getResponse();
            if (response.statusCode() >= FIRST_ERROR) {
                return new ApiException(Problem.of(response.statusCode(),
                    parse(response.statusCode(), String.valueOf(response.body()).getBytes(StandardCharsets.UTF_8))));
            }
            return noEngine(response.statusCode(), "and opened no WebSocket", handshake);
        }
        return cause instanceof IOException fault ? NetworkFault.of(engine, fault)
            : noEngine(0, "and opened no WebSocket", cause instanceof Exception fault ? fault : null);
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
            throw NetworkFault.of(engine, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.INTERRUPTED, "Interrupted.", "", e);
        }
    }

    private JsonNode parse(int status, byte[] body) {
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            throw noEngine(status, "and no JSON", e);
        }
    }

    private CommandException noEngine(int status, String what, Exception cause) {
        boolean proxy = status == 502 || status == 503 || status == 504;
        return new CommandException(proxy ? ExitCode.UNAVAILABLE : ExitCode.FAILED, engine + " answered with status "
            + status + " " + what + ": something answers there, and it is no engine.",
            "Is this the address of an engine? 'leengine context list' shows it.", cause);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
