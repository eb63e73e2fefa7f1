package io.leengine.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;

/** Asks the engine of this framework as its administrator. */
final class RestClient implements AutoCloseable {
    private static final long LONG_MILLIS = TimeUnit.SECONDS.toMillis(120);
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final BundleContext context;
    private String token = "";

    RestClient(BundleContext context) {
        this.context = context;
    }

    /** Waits until the platform is ready, and logs in. */
    void logIn() throws Exception {
        awaitWhole();
        Path data = Path.of(context.getProperty("leengine.data"));
        String password = Files.readString(data.resolve("admin-password")).strip();
        token = found(TOKEN, send("POST", "/sessions", "{'name':'admin','password':'" + password + "'}", 201));
    }

    static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(pattern + " in " + text, matcher.find());
        return matcher.group(1);
    }

    /** Waits until the engine is ready and nothing is missing. */
    void awaitWhole() throws Exception {
        await("/health", answer -> answer.statusCode() == 200 && answer.body().contains("\"missing\":[]"));
    }

    /** Asks until the answer is as wanted; returns it. */
    String await(String path, Predicate<HttpResponse<String>> wanted) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONG_MILLIS);
        HttpResponse<String> answer = send("GET", path, BodyPublishers.noBody(), "application/json");
        while (!wanted.test(answer)) {
            assertTrue(path + " still says " + answer.body(), System.nanoTime() < deadline);
            TimeUnit.MILLISECONDS.sleep(50);
            answer = send("GET", path, BodyPublishers.noBody(), "application/json");
        }
        return answer.body();
    }

    /** The body is JSON with single quotes. */
    String send(String method, String path, String body, int status) throws Exception {
        HttpResponse<String> answer = send(method, path, body == null ? BodyPublishers.noBody()
                : BodyPublishers.ofString(body.replace('\'', '"')), "application/json");
        assertEquals(answer.body(), status, answer.statusCode());
        return answer.body();
    }

    /** Sends a file. */
    String upload(String path, Path file, int status) throws Exception {
        HttpResponse<String> answer = send("POST", path, BodyPublishers.ofFile(file), "application/octet-stream");
        assertEquals(answer.body(), status, answer.statusCode());
        return answer.body();
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body, String type) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                + context.getProperty("leengine.http.port") + "/api/v1" + path)).header("Content-Type", type)
                .method(method, body);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        http.close();
    }
}
