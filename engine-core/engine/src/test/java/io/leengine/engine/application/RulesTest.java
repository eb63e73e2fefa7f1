package io.leengine.engine.application;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.engine.Applications.Condition;
import io.leengine.engine.Applications.Deployment;
import io.leengine.engine.Applications.Placed;
import io.leengine.engine.domain.Version;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.Instance.State;
import io.leengine.spi.scheduler.VersionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RulesTest {
    private final ApplicationRules rules = new ApplicationRules(2);
    private final List<String> command = new ArrayList<>();
    private final TreeMap<String, String> environment = new TreeMap<>();
    private Optional<String> tag = Optional.of("latest");
    private Optional<Digest> digest = Optional.empty();
    private Map<String, Integer> cells = Map.of("a", 1, "b", 1);
    private int weight = 100;
    private int port = 8080;
    private int cpu = 500;
    private long memory = 256L << 20;
    private String path = "/";
    private Duration interval = Duration.ofSeconds(2);
    private int failures = 3;
    private int restartAfter;
    private Duration grace = Duration.ofSeconds(20);

    private void check() {
        Version.Settings settings = new Version.Settings(command, environment, port, cpu, memory, path, interval,
            Duration.ofSeconds(2), failures, Duration.ofMinutes(2), grace,
            restartAfter);
        rules.check(new Deployment(tag, digest, settings, cells, weight, false), Set.of("a", "b"));
    }

    private void refused(String field, Runnable change) {
        change.run();
        EngineException refused = assertThrows(EngineException.class, this::check);
        assertEquals(Optional.of(field), refused.field());
    }

    private static void each(String field, java.util.function.Consumer<RulesTest> change) {
        RulesTest rules = new RulesTest();
        rules.refused(field, () -> change.accept(rules));
    }

    @Test
    void aDeploymentWithinTheBoundsPasses() {
        assertDoesNotThrow(this::check);
        grace = Duration.ZERO;
        restartAfter = 3;
        cells = Map.of("a", 0, "b", 0);
        environment.put("A", "x".repeat(32 * 1024));
        assertDoesNotThrow(this::check);
    }

    @Test
    void eachBoundNamesItsField() {
        each("tag", it -> it.tag = Optional.empty());
        each("tag", it -> it.digest = Optional.of(Digest.of(new byte[0])));
        each("tag", it -> it.tag = Optional.of("-x"));
        each("weight", it -> it.weight = 101);
        each("weight", it -> it.weight = -1);
        each("settings.port", it -> it.port = -1);
        each("settings.cpuMillis", it -> it.cpu = 9);
        each("settings.memoryBytes", it -> it.memory = 1);
        each("healthCheck.restartAfter", it -> it.restartAfter = 2);
        each("healthCheck.restartAfter", it -> it.restartAfter = -1);
        each("healthCheck.restartAfter", it -> it.restartAfter = 1_001);
        each("settings.graceSeconds", it -> it.grace = Duration.ofSeconds(3_601));
        each("settings.command", it -> it.command.addAll(Collections.nCopies(201, "x")));
        each("settings.environment", it -> it.environment.put("1A", "x"));
        each("settings.environment.A", it -> it.environment.put("A", "x\0"));
        each("settings.environment.A", it -> it.environment.put("A", "x".repeat(32 * 1024 + 1)));
        each("cells.z", it -> it.cells = Map.of("a", 1, "z", 1));
        each("cells.a", it -> it.cells = Map.of("a", 1_001, "b", 1));
        each("cells", it -> it.cells = Map.of("a", 1));
        each("cells", it -> it.cells = Map.of());
        assertThrows(EngineException.class, () -> ApplicationRules.description("x".repeat(1_001)));
    }

    @Test
    void theHealthChecksBoundsNameTheirFieldsToo() {
        each("healthCheck.path", it -> it.path = "no-slash");
        each("healthCheck.intervalMillis", it -> it.interval = Duration.ofMillis(1));
        each("healthCheck.failures", it -> it.failures = 0);
    }

    private static Placed placed(State state, boolean ready, int restarts, boolean started) {
        return new Placed("a", new Instance("i" + System.nanoTime(), new VersionKey("hello", "v1"), "", Optional.empty(),
            state, ready, started ? Optional.of(Instant.EPOCH) : Optional.empty(), restarts, ready ? "" : "why", Map.of()),
            Instant.EPOCH);
    }

    private static Condition condition(Version.State state, Placed... placed) {
        Version version = new Version("id", "app", 1, "hello", "", Digest.of(new byte[0]), ApplicationRules.usual(),
            new TreeMap<>(Map.of("a", 2)), 100, state, Optional.empty(), Instant.EPOCH, "me", Optional.empty());
        return Conditions.of(version, List.of(placed)).condition();
    }

    @Test
    void aVersionsConditionFollowsFromItsInstances() {
        Placed ready = placed(State.RUNNING, true, 0, true);
        Placed pending = placed(State.PENDING, false, 0, false);
        assertEquals(Condition.STARTING, condition(Version.State.LIVE));
        assertEquals(Condition.STARTING, condition(Version.State.LIVE, ready, pending));
        assertEquals(Condition.READY, condition(Version.State.LIVE, ready, placed(State.RUNNING, true, 3, true)));
        assertEquals(Condition.DEGRADED, condition(Version.State.LIVE, ready, placed(State.BACKING_OFF, false, 1, true)));
        assertEquals(Condition.DEGRADED, condition(Version.State.LIVE, ready, placed(State.RUNNING, false, 0, true)));
        assertEquals(Condition.FAILED, condition(Version.State.LIVE, placed(State.BACKING_OFF, false, 3, true)));
        assertEquals(Condition.FAILED, condition(Version.State.LIVE, placed(State.BACKING_OFF, false, 0, false)));
        assertEquals(Condition.RETIRING, condition(Version.State.RETIRING, ready, ready));
        assertEquals(Condition.RETIRING, condition(Version.State.DELETED, placed(State.STOPPING, false, 0, true)));
        assertEquals(Condition.DELETED, condition(Version.State.DELETED));
    }
}
