package io.leengine.itest.kit;

import io.leengine.model.ImageReference;
import io.leengine.scheduler.local.TestImage;
import io.leengine.scheduler.local.TestRegistry;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.Scheduler;
import io.leengine.tck.Ability;
import io.leengine.tck.SchedulerConformance;
import io.leengine.tck.framework.DeployedPlugin;
import io.leengine.tck.framework.PluginFramework;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link SchedulerConformance} on the deployed plugin. */
class SchedulerDeployedIT extends SchedulerConformance {
    @RegisterExtension
    static final PluginFramework FRAMEWORK = Deployed.framework();

    @RegisterExtension
    static final Counting COUNTING = new Counting("scheduler");

    private static TestRegistry registry;
    private static ImageReference image;

    private final String ports = ports();

    private final DeployedPlugin<Scheduler> plugin = FRAMEWORK.plugin(Scheduler.class, "io.leengine.scheduler.local");

    @BeforeAll
    static void publish() throws Exception {
        registry = new TestRegistry();
        image = registry.image(TestImage.config(), TestImage.layers());
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    private static String ports() {
        try (ServerSocket socket = new ServerSocket(0)) {
            int first = Math.min(socket.getLocalPort(), 65_000);
            return first + "-" + (first + 200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Scheduler open() throws Exception {
        return plugin.open("test", Map.of("folder", folder().resolve("cell").toString(), "node", "here", "ports", ports));
    }

    @Override
    protected void close(Scheduler opened) throws Exception {
        plugin.close(opened);
    }

    @Override
    protected Set<Ability> abilities() {
        return Set.of(Ability.INSTANCE_LOGS, Ability.INSTANCE_EXEC, Ability.INSTANCE_USAGES, Ability.NAMESPACE_EVENTS);
    }

    @Override
    protected NamespaceSpec namespace(String name) {
        return new NamespaceSpec(name, registry.address(), TestRegistry.PULL);
    }

    @Override
    protected ImageReference image() {
        return image;
    }
}
