package io.leengine.builder.maven;

import io.leengine.model.Credentials;
import io.leengine.spi.builder.Builder;
import io.leengine.tck.Ability;
import io.leengine.tck.BuilderConformance;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MavenBuilderConformanceTest extends BuilderConformance {
    private static TestRegistry registry;

    @BeforeAll
    static void startRegistry() throws Exception {
        registry = new TestRegistry();
    }

    @AfterAll
    static void stopRegistry() {
        registry.close();
    }

    @Override
    protected Builder open() throws Exception {
        return new MavenBuilder(TestSettings.of(folder().resolve("builder")));
    }

    @Override
    protected void close(Builder opened) throws Exception {
        ((MavenBuilder) opened).close();
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
        return Map.entry(Projects.hanging("conformance-mark"), List.of("validate"));
    }
}
