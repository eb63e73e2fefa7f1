package io.leengine.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.DryRun;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.http.HttpServer;
import io.leengine.http.HttpSettings;
import io.leengine.rest.api.Routes;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.ApiHandler;
import io.leengine.rest.http.Json;
import io.leengine.rest.http.Route;
import io.leengine.rest.view.NewApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(30)
class DryRunTest {
    private final LiveApi services = new LiveApi(Duration.ofSeconds(15));
    private final Json json = new Json();
    private final HttpServer<String> server =
        new HttpServer<>(new HttpSettings("127.0.0.1", 0, List.of("/api"), Duration.ofSeconds(5)));
    private final HttpClient client = HttpClient.newHttpClient();
    private boolean done;

    private final List<Route> routes = List.of(
        Route.of("make", "POST", "/things", "T", "Make").body(NewApplication.class).creates(NewApplication.class)
            .handledBy(call -> {
                DryRun.end(new Activity(0, Instant.EPOCH, "ada", "thing.create", ResourceKind.APPLICATION,
                    call.body(NewApplication.class).name(), "as asked", "", "r", "ok"));
                done = true;
                return Answer.created(call.body(NewApplication.class), "things", "x");
            }),
        Route.of("burn", "POST", "/fire", "T", "Burn").untried("fire is not taken back").status(204).handledBy(call -> {
            done = true;
            return Answer.noContent();
        }),
        Route.of("look", "GET", "/things", "T", "Look").returns(NewApplication.class).handledBy(call -> Answer.ok(null)));

    private final ApiHandler handler = new ApiHandler(routes, services::identity, json, Duration.ofSeconds(15));

    DryRunTest() {
        server.mount("api", "/api", handler);
    }

    @AfterEach
    void stop() {
        handler.close();
        server.close();
        services.close();
        client.close();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(server.endpoint().url() + "/api/v1" + path))
            .header("Authorization", "Bearer boss").header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void whatIsTriedIsToldAndNotDone() throws Exception {
        HttpResponse<String> answer = send("POST", "/things?dryRun=true", "{\"name\":\"hello\"}");
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("application/vnd.leengine.dry-run+json", answer.headers().firstValue("Content-Type").orElseThrow());
        JsonNode activity = json.mapper().readTree(answer.body()).path("activity");
        assertEquals("thing.create", activity.path("action").asString());
        assertEquals("hello", activity.path("resource").asString());
        assertFalse(done);
        assertEquals(201, send("POST", "/things?dryRun=false", "{\"name\":\"hello\"}").statusCode());
        assertTrue(done);
    }

    @Test
    void whatWouldBeRefusedIsRefused() throws Exception {
        assertEquals(400, send("POST", "/things?dryRun=true", "{\"nme\":\"hello\"}").statusCode());
        assertEquals(400, send("POST", "/things?dryRun=perhaps", "{\"name\":\"hello\"}").statusCode());
        assertFalse(done);
    }

    @Test
    void whatCannotBeTriedSaysWhyAndIsNotDone() throws Exception {
        HttpResponse<String> answer = send("POST", "/fire?dryRun=true", "");
        assertEquals(400, answer.statusCode());
        assertEquals("dryRun", json.mapper().readTree(answer.body()).path("field").asString());
        assertTrue(answer.body().contains("fire is not taken back"), answer.body());
        assertFalse(done);
        assertEquals(400, send("GET", "/things?dryRun=true", "").statusCode());
    }

    /** Each that cannot be tried is here knowingly. */
    @Test
    void everyOperationThatChangesSomethingCanBeTriedOrSaysWhyNot() {
        Set<String> untried = new TreeSet<>();
        Routes.of(services, json).stream().filter(route -> !route.untried().isEmpty()).forEach(route ->
            untried.add(route.id()));
        assertEquals(Set.of("beginLogIn", "changePassword", "checkBundle", "clearCache", "createBrowserSession",
            "copyTag", "createSession", "redeemLogIn", "tryRetention"), untried);
        Routes.of(services, json).stream().filter(Route::changes).filter(route -> route.untried().isEmpty())
            .forEach(route -> assertTrue(route.query().stream().anyMatch(parameter -> parameter.name().equals("dryRun")),
                route.id()));
    }
}
