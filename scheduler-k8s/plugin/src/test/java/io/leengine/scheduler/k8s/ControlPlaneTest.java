package io.leengine.scheduler.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.model.Credentials;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.ImageReference;
import io.leengine.scheduler.k8s.testcell.TestCellExtension;
import io.leengine.scheduler.k8s.testcell.TestCellOptions;
import io.leengine.spi.CallContext;
import io.leengine.spi.scheduler.HealthCheck;
import io.leengine.spi.scheduler.InstanceTemplate;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ControlPlaneTest {
    @RegisterExtension
    static final TestCellExtension CELL = TestCellExtension.shared(TestCellOptions.controlPlane());

    private KubernetesScheduler scheduler;

    @BeforeEach
    void open() throws Exception {
        scheduler = new KubernetesScheduler(CellOfTests.options(CellOfTests.prepare(CELL.cell()), ""));
    }

    @AfterEach
    void close() throws Exception {
        scheduler.close();
    }

    private static CallContext ctx() {
        return CallContext.of("test", Duration.ofSeconds(30));
    }

    private static InstanceTemplate template(Map<String, String> environment) {
        return new InstanceTemplate(new ImageReference("127.0.0.1:5000", "hello", Digest.of(new byte[1])), List.of(), environment,
            0, 500, 256L << 20, new HealthCheck("/", Duration.ofMillis(500), Duration.ofSeconds(5), 3, Duration.ofSeconds(60)),
            Duration.ofSeconds(10));
    }

    @Test
    void whatIsStatedIsRead() throws Exception {
        scheduler.applyNamespace(ctx(), new NamespaceSpec("hello", "127.0.0.1:5000", new Credentials("robot", "secret")));
        scheduler.applyNamespace(ctx(), new NamespaceSpec("hello", "127.0.0.1:5000", new Credentials("robot", "secret")));
        assertEquals(List.of("hello"), scheduler.namespaces(ctx()));
        VersionSpec spec = new VersionSpec(new VersionKey("hello", "v1"), template(Map.of("GREETING", "hi")), 2);
        scheduler.applyVersion(ctx(), spec, List.of());
        assertEquals(List.of(spec), scheduler.versions(ctx(), "hello"));
        VersionSpec plain = new VersionSpec(new VersionKey("hello", "v2"), template(Map.of()), 0);
        scheduler.applyVersion(ctx(), plain, List.of());
        assertEquals(List.of(spec, plain), scheduler.versions(ctx(), "hello"));
        assertEquals(ErrorCode.CONFLICT, assertThrows(EngineException.class, () -> scheduler.applyVersion(ctx(),
            new VersionSpec(spec.key(), template(Map.of("GREETING", "other")), 2), List.of())).code());
        scheduler.deleteVersion(ctx(), spec.key());
        assertEquals(List.of(plain), scheduler.versions(ctx(), "hello"));
        assertEquals(List.of(), scheduler.events(ctx(), "hello").stream().filter(each -> each.reason().equals("Drift")).toList());
        assertEquals("Health[state=UP, message=]", scheduler.health().toString());
        scheduler.deleteNamespace(ctx(), "hello");
        assertEquals(List.of(), scheduler.namespaces(ctx()));
    }
}
