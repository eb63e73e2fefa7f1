package io.leengine.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;

/** The scheduler's bundle goes and comes back; what it runs does not notice. */
public class SchedulerSwapIT extends EmbeddedFramework {
    private static final long LONG_MILLIS = TimeUnit.SECONDS.toMillis(120);
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
    private static final Pattern PID = Pattern.compile("\"pid\":\"([0-9]+)\"");
    private static final Pattern STARTED = Pattern.compile("\"startedAt\":\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private String token = "";

    @Override
    @Configuration
    public Option[] embedded() {
        return Provisioning.seeded();
    }

    @Before
    public void deploy() throws Exception {
        await("/health", answer -> answer.statusCode() == 200);
        Path data = Path.of(context.getProperty("leengine.data"));
        String password = Files.readString(data.resolve("admin-password")).strip();
        token = found(TOKEN, send("POST", "/sessions", "{'name':'admin','password':'" + password + "'}", 201));
        // The base image is made by the platform itself, and there is a small server in it.
        await("/images/leengine%2Fjava/tags", answer -> answer.body().contains("\"25\""));
        String port = Files.readString(data.resolve("seed.json")).replaceAll("(?s).*\"ports\":\"([0-9]+)-.*", "$1");
        send("POST", "/applications", "{'name':'swap','image':'leengine/java'}", 201);
        send("POST", "/applications/swap/versions", "{'tag':'25','cells':{'cell-a':1},'settings':{'command':"
                + "['java','-m','jdk.httpserver','-b','127.0.0.1','-p','" + port + "'],'healthCheck':{'path':'/'}}}", 201);
        awaitReady();
    }

    @After
    public void remove() throws Exception {
        send("DELETE", "/applications/swap", null, 202);
        await("/applications/swap", answer -> answer.statusCode() == 404);
        http.close();
    }

    @Test
    public void instancesOutliveTheBundle() throws Exception {
        String before = send("GET", "/applications/swap/instances", null, 200);
        String pid = found(PID, before);
        Bundle scheduler = distribution().stream()
                .filter(bundle -> bundle.getSymbolicName().equals("leengine-scheduler-local")).findFirst().orElseThrow();
        scheduler.stop();
        await("/applications/swap", answer -> answer.body().contains("The cell cell-a does not answer"));
        assertTrue("the instance went with the bundle", ProcessHandle.of(Long.parseLong(pid)).isPresent());
        scheduler.start();
        await("/applications/swap", answer -> answer.body().contains("\"problems\":[]"));
        awaitReady();
        String after = send("GET", "/applications/swap/instances", null, 200);
        assertEquals(pid, found(PID, after));
        assertEquals(found(STARTED, before), found(STARTED, after));
        await("/health", answer -> answer.statusCode() == 200);
    }

    private void awaitReady() throws Exception {
        await("/applications/swap/instances", answer -> answer.body().contains("\"ready\":true"));
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(pattern + " in " + text, matcher.find());
        return matcher.group(1);
    }

    /** Asks until the answer is as wanted. */
    private void await(String path, Predicate<HttpResponse<String>> wanted) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONG_MILLIS);
        HttpResponse<String> answer = send("GET", path, null);
        while (!wanted.test(answer)) {
            assertTrue(path + " still says " + answer.body(), System.nanoTime() < deadline);
            TimeUnit.MILLISECONDS.sleep(50);
            answer = send("GET", path, null);
        }
    }

    private String send(String method, String path, String body, int status) throws Exception {
        HttpResponse<String> answer = send(method, path, body);
        assertEquals(answer.body(), status, answer.statusCode());
        return answer.body();
    }

    /** The body is JSON with single quotes. */
    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                + context.getProperty("leengine.http.port") + "/api/v1" + path)).header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.replace('\'', '"')));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
