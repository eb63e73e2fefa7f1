package io.leengine.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.cli.Cli;
import io.leengine.cli.ExitCode;
import io.leengine.cli.FakeEngine;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class DoctorTest {
    @TempDir
    private Path folder;
    private final FakeEngine engine = new FakeEngine();

    @AfterEach
    void stop() {
        engine.close();
    }

    private Cli cli(URI url) {
        return new Cli(folder).at(url).with("PATH", System.getenv("PATH"));
    }

    private void healthy() {
        engine.on("GET", "/health", 200, "{\"ready\":true,\"region\":\"local\",\"version\":\"1\",\"missing\":[]}");
        engine.on("GET", "/self", 200, "{\"name\":\"ada\"}");
        engine.on("GET", "/tokens", 200, "{\"items\":[{\"expiresAt\":\"2999-01-01T00:00:00Z\"}]}");
        engine.on("GET", "/cells", 200, "{\"items\":[{\"name\":\"cell-a\",\"health\":{\"state\":\"UP\"}}]}");
        engine.on("GET", "/load-balancer-groups", 200, "{\"items\":[{\"name\":\"public\",\"health\":{\"state\":\"UP\"},"
            + "\"addresses\":[\"" + engine.url().getAuthority() + "\"]}]}");
        engine.on("GET", "/load-balancer-groups/public/certificates", 200, "{\"items\":[{\"name\":\"wild\","
            + "\"state\":\"VALID\"}]}");
        engine.on("GET", "/applications", 200, "{\"items\":[{\"name\":\"hello\",\"ready\":2}]}");
        engine.on("GET", "/applications/hello", 200, "{\"host\":\"hello.test\",\"group\":\"public\"}");
        engine.on("GET", "/swaps", 200, "{\"items\":[]}");
    }

    private JsonNode items(Cli.Result result) {
        return JsonMapper.builder().build().readTree(result.out()).path("items");
    }

    private String state(JsonNode items, String check) {
        return items.valueStream().filter(each -> each.path("check").asString().equals(check)).findFirst()
            .map(each -> each.path("state").asString()).orElse("absent");
    }

    private Cli.Result run(String... more) {
        List<String> line = new java.util.ArrayList<>(List.of("doctor", "-o", "json", "--data",
            folder.resolve("data").toString()));
        line.addAll(List.of(more));
        return cli(engine.url()).run(line.toArray(String[]::new));
    }

    @Test
    void allIsWell() {
        healthy();
        JsonNode items = items(run());
        for (String check : List.of("java", "sandbox", "disk", "database", "engine", "version", "seams", "clock", "token",
            "cells", "load-balancer", "certificates", "traffic", "swaps")) {
            assertEquals("ok", state(items, check), check + " of " + items);
        }
    }

    @Test
    void eachFailureHasItsCauseAndNextStepAndTheWorstIsTheExitCode() {
        healthy();
        engine.on("GET", "/health", 200, "{\"ready\":true,\"region\":\"local\",\"version\":\"1\",\"missing\":[\"bus: away\"]}");
        engine.on("GET", "/cells", 200, "{\"items\":[{\"name\":\"a\",\"health\":{\"state\":\"DOWN\",\"message\":\"gone\"}},"
            + "{\"name\":\"b\",\"health\":{\"state\":\"DEGRADED\"}}]}");
        engine.on("GET", "/swaps", 200, "{\"items\":[{\"number\":4,\"subject\":\"lb\",\"state\":\"returned\",\"message\":"
            + "\"it threw\",\"startedAt\":\"" + Instant.now() + "\"}]}");
        engine.on("GET", "/load-balancer-groups/public/certificates", 200, "{\"items\":[{\"name\":\"old\","
            + "\"state\":\"EXPIRES_SOON\",\"expiresAt\":\"2026-12-01T00:00:00Z\"}]}");
        Cli.Result result = run();
        assertEquals(ExitCode.FAILED, result.code());
        JsonNode items = items(result);
        assertEquals("warn", state(items, "certificates"));
        assertEquals("fail", state(items, "seams"));
        assertEquals("fail", state(items, "cells"));
        assertEquals("warn", state(items, "swaps"));
        items.forEach(each -> {
            if (!each.path("state").asString().equals("ok")) {
                assertTrue(!each.path("cause").asString().isEmpty() && !each.path("nextStep").asString().isEmpty(),
                    each.toString());
            }
        });
    }

    @Test
    void nobodyThereAndNobodyLoggedInAreFindings() {
        FakeEngine gone = new FakeEngine();
        URI url = gone.url();
        gone.close();
        Cli.Result result = cli(url).run("doctor", "-o", "json", "--data", folder.toString());
        assertEquals(ExitCode.FAILED, result.code());
        assertEquals("fail", state(items(result), "engine"));
        engine.on("GET", "/health", 200, "{\"ready\":true,\"missing\":[]}");
        engine.on("GET", "/self", 401, "{\"detail\":\"The token has ended.\"}");
        assertEquals("fail", state(items(run()), "token"));
        assertEquals("absent", state(items(run()), "cells"));
        Cli.Result nowhere = new Cli(folder.resolve("new")).run("doctor", "-o", "json", "--data", folder.toString());
        assertEquals("warn", state(items(nowhere), "engine"));
    }

    @Test
    void somethingElseThereIsNoEngine() {
        engine.on("GET", "/health", 200, "{\"hello\":\"world\"}");
        assertEquals("fail", state(items(run()), "engine"));
    }

    @Test
    void aTakenPortNamesItsHolder() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertTrue(DistributionChecks.PortHolder.of(taken.getLocalPort()).orElseThrow()
                .contains("process " + ProcessHandle.current().pid()));
            Path data = Files.createDirectories(folder.resolve("data"));
            Files.writeString(data.resolve("leengine.properties"), "leengine.http.port=" + taken.getLocalPort()
                + "\nleengine.store.url=jdbc:postgresql://127.0.0.1:1/x?password=sesame\n");
            List<Finding> findings = new DistributionChecks(Optional.empty(), data).all();
            assertEquals(Finding.State.WARN, of(findings, "port-http").state());
            Finding database = of(findings, "database");
            assertEquals(Finding.State.FAIL, database.state());
            assertTrue(!database.cause().contains("sesame"), database.cause());
        }
    }

    @Test
    void aChangedDistributionIsTold() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home/bundles"));
        Files.writeString(home.resolve("a.jar"), "a");
        // The digest of "a".
        Files.writeString(home.resolveSibling("distribution.lock"), "distribution x 1 2026-01-01T00:00:00Z\n"
            + "jar ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb bundles/a.jar a 1 -\n");
        assertEquals(Finding.State.OK, of(lock(home), "distribution").state());
        Files.writeString(home.resolve("a.jar"), "b");
        assertTrue(of(lock(home), "distribution").cause().contains("bundles/a.jar was changed"));
        Files.delete(home.resolve("a.jar"));
        assertTrue(of(lock(home), "distribution").cause().contains("bundles/a.jar is missing"));
    }

    private List<Finding> lock(Path bundles) {
        return new DistributionChecks(Optional.of(bundles.getParent()), folder.resolve("data")).all();
    }

    private static Finding of(List<Finding> findings, String check) {
        return findings.stream().filter(each -> each.check().equals(check)).findFirst().orElseThrow();
    }
}
