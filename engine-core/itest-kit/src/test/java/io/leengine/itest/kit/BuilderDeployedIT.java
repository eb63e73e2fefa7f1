package io.leengine.itest.kit;

import io.leengine.builder.maven.GitFixture;
import io.leengine.builder.maven.Projects;
import io.leengine.builder.maven.TestRegistry;
import io.leengine.model.Credentials;
import io.leengine.spi.builder.Builder;
import io.leengine.tck.Ability;
import io.leengine.tck.BuilderConformance;
import io.leengine.tck.framework.DeployedPlugin;
import io.leengine.tck.framework.PluginFramework;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link BuilderConformance} on the deployed plugin. */
class BuilderDeployedIT extends BuilderConformance {
    @RegisterExtension
    static final PluginFramework FRAMEWORK = Deployed.framework();

    @RegisterExtension
    static final Counting COUNTING = new Counting("builder");

    private static TestRegistry registry;

    private final DeployedPlugin<Builder> plugin = FRAMEWORK.plugin(Builder.class, "io.leengine.builder.maven");

    @BeforeAll
    static void startRegistry() {
        registry = new TestRegistry();
    }

    @AfterAll
    static void stopRegistry() {
        registry.close();
    }

    @Override
    protected Builder open() throws Exception {
        return plugin.open("test", Map.of("folder", folder().resolve("builder").toString(), "concurrency", 2));
    }

    @Override
    protected void close(Builder opened) throws Exception {
        plugin.close(opened);
    }

    @Override
    protected Set<Ability> abilities() {
        return Set.of(Ability.BASE_IMAGE_PUBLISHER);
    }

    @Override
    protected Source newSource(Path folder) throws Exception {
        return new GitFixture(folder);
    }

    @Override
    protected String registry() {
        return registry.address();
    }

    @Override
    protected Credentials credentials() {
        return TestRegistry.USER;
    }

    @Override
    protected Optional<byte[]> manifest(String image, String tag) {
        return registry.manifest(image, tag);
    }

    @Override
    protected Map.Entry<Map<String, String>, List<String>> hangingProject() {
        return Map.entry(Projects.hanging("conformance-deployed"), List.of("validate"));
    }
}
