package io.leengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.GetRunLogQuery;
import io.leengine.cli.client.ListUsersQuery;
import io.leengine.cli.client.NewApplication;
import io.leengine.cli.client.Operation;
import io.leengine.cli.client.Point;
import io.leengine.cli.client.QueryMetricsQuery;
import io.leengine.cli.client.Reply;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.http.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The generated client over real HTTP. */
class ClientTest {
    private final FakeEngine fake = new FakeEngine();
    private final ApiClient client = new ApiClient(fake.url(), Optional.of("secret"));
    private final EngineApi engine = new EngineApi(client);

    @AfterEach
    void stop() {
        client.close();
        fake.close();
    }

    private static String user(String name) {
        return "{\"id\":\"u-" + name + "\",\"name\":\"" + name + "\",\"administrator\":false}";
    }

    @Test
    void aListComesPageByPage() {
        fake.on("GET", "/users", exchange -> FakeEngine.send(exchange, 200,
            exchange.getRequestURI().getQuery().contains("after=B")
                ? "{\"items\":[" + user("cid") + "]}"
                : "{\"items\":[" + user("ann") + "," + user("bob") + "],\"next\":\"B\"}"));
        var users = engine.users().listUsers(ListUsersQuery.of().withLimit(2L));
        assertEquals(List.of("ann", "bob", "cid"), users.stream().map(user -> user.name()).toList());
        assertEquals("limit=2", fake.requests().getFirst().uri().getQuery());
        assertEquals("limit=2&after=B", fake.requests().getLast().uri().getQuery());
        assertEquals(2, users.first().items().size());
    }

    @Test
    void whatIsNotSaidIsNotSent() {
        fake.on("POST", "/applications", exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"1\"");
            exchange.getResponseHeaders().set("Location", "/api/v1/applications/hello");
            FakeEngine.send(exchange, 201, "{\"name\":\"hello\",\"description\":\"\",\"image\":\"hello\",\"host\":\"h\","
                + "\"group\":\"main\",\"isPrivate\":true,\"deleting\":false,\"createdAt\":\"2026-11-23T08:00:00Z\","
                + "\"createdBy\":\"ada\",\"revision\":1,\"live\":{},\"instances\":0,\"ready\":0,\"ofTomorrow\":[]}");
        });
        Reply<?> made = engine.applications().createApplication(NewApplication.of("hello").withIsPrivate(true));
        assertEquals("{\"name\":\"hello\",\"isPrivate\":true}", fake.last("POST").body());
        assertFalse(fake.last("POST").header("Idempotency-Key").isEmpty());
        assertEquals(Optional.of("\"1\""), made.etag());
        assertEquals("\"1\"", made.precondition());
        assertEquals(Optional.of("/api/v1/applications/hello"), made.location());
        assertTrue(made.json().has("ofTomorrow"), "What only a newer engine says is shown all the same");
    }

    @Test
    void whatIsGivenIsLaidOverWhatWas() {
        NewApplication was = NewApplication.of("hello").withHost("h");
        assertEquals(was, was.withHost(Optional.empty()));
        assertEquals(Optional.of("other"), was.withHost(Optional.of("other")).host());
    }

    @Test
    void withoutAnEntityTagNothingCanBeChanged() {
        fake.on("GET", "/applications/hello", 200, "{\"name\":\"hello\"}");
        Reply<?> read = engine.applications().getApplication("hello");
        assertEquals(ExitCode.FAILED, assertThrows(CommandException.class, read::precondition).exitCode());
    }

    @Test
    void aProblemIsAnException() {
        fake.on("DELETE", "/applications/a%2Fb", 412, "{\"code\":\"PRECONDITION_FAILED\",\"detail\":\"Changed.\"}");
        ApiException refused = assertThrows(ApiException.class,
            () -> engine.applications().deleteApplication("a/b", Optional.of("\"3\"")));
        assertEquals("PRECONDITION_FAILED", refused.problem().code());
        assertEquals("\"3\"", fake.last("DELETE").header("If-Match"));
    }

    @Test
    void aStateOfTomorrowIsReadAsUnknown() {
        fake.on("GET", "/operations/o1", 200, "{\"id\":\"o1\",\"action\":\"a\",\"kind\":\"k\",\"resource\":\"r\","
            + "\"state\":\"ASLEEP\",\"message\":\"\",\"actor\":\"ada\",\"startedAt\":\"2026-11-23T08:00:00Z\"}");
        Operation operation = engine.operations().getOperation("o1").body();
        assertEquals(Operation.State.UNKNOWN_TO_CLIENT, operation.state());
        assertEquals(Optional.empty(), operation.endedAt());
    }

    @Test
    void aTupleHasNames() {
        fake.on("GET", "/applications/hello/metrics", 200,
            "{\"series\":[{\"labels\":{},\"points\":[[1764230400000,1.5]]}]}");
        List<Point> points = new ArrayList<>();
        engine.instancesLogsEventsMetrics().queryMetrics("hello", QueryMetricsQuery.of("cpu")).body().series()
            .forEach(series -> points.addAll(series.points()));
        assertEquals(1.5, points.getFirst().value());
        assertEquals("metric=cpu", fake.last("GET").uri().getQuery());
    }

    @Test
    void eventsAreFollowedUntilThereIsEnough() {
        fake.on("GET", "/code-builds/hello/runs/1/log", exchange -> FakeEngine.events(exchange,
            "id: 1\nevent: log\ndata: {\"text\":\"one\"}", "id: 2\nevent: log\ndata: {\"text\":\"two\"}",
            "id: 3\nevent: log\ndata: {\"text\":\"three\"}"));
        List<String> lines = new ArrayList<>();
        String last = engine.codeBuilds().getRunLogEvents("hello", 1, GetRunLogQuery.of()
            .withFollow(true), "0", event -> lines.add(event.data().text()) && lines.size() < 2);
        assertEquals(List.of("one", "two"), lines);
        assertEquals("2", last);
        assertEquals("0", fake.last("GET").header("Last-Event-ID"));
    }
}
