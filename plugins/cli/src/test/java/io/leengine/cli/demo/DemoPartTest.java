package io.leengine.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.cli.CommandException;
import io.leengine.cli.FakeEngine;
import io.leengine.cli.http.ApiClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoPartTest {
    private static final String PATH = "/parts/bus/demo-etcd";
    private static final String MADE = "{\"createdAt\":\"2026-01-01T00:00:00Z\"}";
    private static final String ANOTHER = "{\"createdAt\":\"2026-01-02T00:00:00Z\"}";

    private final FakeEngine engine = new FakeEngine();
    private final ApiClient api = new ApiClient(engine.url(), Optional.empty());
    @TempDir
    private Path data;
    private DemoPart part;

    @BeforeEach
    void set() {
        part = new DemoPart(data, "bus", "demo-etcd");
        engine.on("PUT", PATH, 200, MADE).on("DELETE", PATH, 204, "");
    }

    @AfterEach
    void close() {
        api.close();
        engine.close();
    }

    private void put() {
        part.put(api, "io.leengine.bus.etcd", Map.of("endpoints", "http://127.0.0.1:1"));
    }

    /** There is none until it is made. */
    private void make() {
        engine.on("POST", "/parts", exchange -> {
            engine.on("GET", PATH, 200, MADE);
            FakeEngine.send(exchange, 201, MADE);
        });
        part.check(api);
        put();
    }

    private List<String> changes() {
        return engine.requests().stream().map(FakeEngine.Request::method).filter(method -> !method.equals("GET")).toList();
    }

    @Test
    void whatTheDemoHasMadeItChangesAndTakesAway() {
        make();
        part.check(api);
        put();
        part.delete(api);
        assertEquals(List.of("POST", "PUT", "DELETE"), changes());
    }

    @Test
    void whatSomebodyElseHasMadeStaysAsItIs() {
        engine.on("GET", PATH, 200, ANOTHER);
        CommandException refused = assertThrows(CommandException.class, () -> part.check(api));
        assertTrue(refused.nextStep().contains("leengine parts delete bus demo-etcd"), refused.nextStep());
        assertThrows(CommandException.class, this::put);
        part.delete(api);
        assertEquals(List.of(), changes());
    }

    @Test
    void oneMadeAfterTheDemosWasTakenAwayIsNotTheDemos() {
        make();
        engine.on("GET", PATH, 200, ANOTHER);
        assertThrows(CommandException.class, () -> part.check(api));
        part.delete(api);
        assertEquals(List.of("POST"), changes());
    }
}
