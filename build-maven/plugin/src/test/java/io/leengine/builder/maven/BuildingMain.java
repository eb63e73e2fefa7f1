package io.leengine.builder.maven;

import io.leengine.spi.CallContext;
import io.leengine.spi.builder.BuildListener;
import io.leengine.spi.builder.BuildRequest;
import io.leengine.spi.builder.BuildStage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An engine of its own process, to be killed in the middle of a build. */
final class BuildingMain {
    private BuildingMain() {
    }

    /** Arguments: folder, sandbox, repository, registry. */
    public static void main(String[] arguments) throws Exception {
        try (var builder = new MavenBuilder(TestSettings.of(Path.of(arguments[0]), arguments[1]))) {
            builder.build(CallContext.of("child", Duration.ofMinutes(2)), new BuildRequest("child", "child",
                arguments[2], Optional.empty(), "main", "", "Dockerfile", List.of("package"), arguments[3],
                TestRegistry.USER, "team/child", Optional.empty(), 1 << 20), new BuildListener() {
                    @Override
                    public void stage(BuildStage stage) {
                        System.out.println(stage);
                    }

                    @Override
                    public void line(String text) {
                        System.out.println(text);
                    }

                    @Override
                    public void commit(String commit) {
                        System.out.println(commit);
                    }
                });
        }
    }
}
