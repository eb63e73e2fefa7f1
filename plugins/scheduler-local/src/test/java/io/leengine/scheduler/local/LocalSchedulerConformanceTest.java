package io.leengine.scheduler.local;

import io.leengine.model.ImageReference;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.Scheduler;
import io.leengine.tck.Ability;
import io.leengine.tck.SchedulerConformance;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The kit, on real sandboxes. */
class LocalSchedulerConformanceTest extends SchedulerConformance {
    private static TestRegistry registry;
    private static ImageReference image;

    private Options options;

    @BeforeAll
    static void publish() throws Exception {
        registry = new TestRegistry();
        image = registry.image(TestImage.config(), TestImage.layers());
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @Override
    protected Scheduler open() throws Exception {
        options = options == null ? TestCell.options(folder().resolve("cell")) : options;
        return new LocalScheduler(options);
    }

    @Override
    protected void close(Scheduler opened) throws Exception {
        ((LocalScheduler) opened).close();
    }

    @Override
    protected Set<Ability> abilities() {
        return Set.of(Ability.INSTANCE_EXEC, Ability.INSTANCE_LOGS, Ability.INSTANCE_USAGES, Ability.NAMESPACE_EVENTS);
    }

    @Override
    protected Optional<List<String>> echo() {
        return Optional.of(List.of("/jre/tools/sh", "-c", "for each; do printf '%s\\n' \"$each\"; done; "
            + "while IFS= read -r line; do printf '%s\\n' \"$line\"; done; exit 7", "echo"));
    }

    @Override
    protected NamespaceSpec namespace(String name) {
        return new NamespaceSpec(name, registry.address(), TestRegistry.PULL);
    }

    @Override
    protected Duration patience() {
        return Duration.ofSeconds(30);
    }

    @Override
    protected ImageReference image() {
        return image;
    }
}
