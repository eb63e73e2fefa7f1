package io.leengine.scheduler.k8s;

import io.leengine.model.ImageReference;
import io.leengine.scheduler.k8s.testcell.TestCellExtension;
import io.leengine.scheduler.k8s.testcell.TestCellOptions;
import io.leengine.scheduler.local.TestImage;
import io.leengine.scheduler.local.TestRegistry;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.Scheduler;
import io.leengine.tck.Ability;
import io.leengine.tck.SchedulerConformance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The kit, on a whole node: real pods of an image that is pulled with the pull secret. */
@EnabledIf(value = "root", disabledReason = "a whole node needs root")
class KubernetesSchedulerConformanceTest extends SchedulerConformance {
    @RegisterExtension
    static final TestCellExtension CELL = TestCellExtension.shared(TestCellOptions.wholeNode());

    private static final AtomicInteger CHECKS = new AtomicInteger();
    private static TestRegistry registry;
    private static ImageReference image;
    private static ClusterAccess access;

    /** Each check has namespaces of its own: those of the one before may still be going. */
    private final String prefix = "c" + CHECKS.incrementAndGet() + "-";

    static boolean root() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    @BeforeAll
    static void publish() throws Exception {
        registry = new TestRegistry();
        image = registry.image(TestImage.config(), TestImage.layers());
        access = CellOfTests.prepare(CELL.cell());
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @Override
    protected Scheduler open() {
        return new KubernetesScheduler(CellOfTests.options(access, prefix));
    }

    @Override
    protected void close(Scheduler opened) throws Exception {
        ((KubernetesScheduler) opened).close();
    }

    @Override
    protected Set<Ability> abilities() {
        return Set.of(Ability.INSTANCE_LOGS, Ability.INSTANCE_EXEC, Ability.NAMESPACE_EVENTS);
    }

    @Override
    protected NamespaceSpec namespace(String name) {
        return new NamespaceSpec(name, registry.address(), TestRegistry.PULL);
    }

    @Override
    protected Duration patience() {
        return Duration.ofSeconds(60);
    }

    @Override
    protected ImageReference image() {
        return image;
    }
}
