package io.leengine.cli.builds;

import io.leengine.cli.client.NewCodeBuild;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How code becomes an image. */
final class HowToBuild {
    @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
    private Optional<String> description = Optional.empty();

    @Option(names = "--ref", paramLabel = "REF", description = "What is built when a run names nothing else (default at "
        + "first: main).")
    private Optional<String> ref = Optional.empty();

    @Option(names = "--folder", paramLabel = "DIR", description = "Of the project within the source.")
    private Optional<String> folder = Optional.empty();

    @Option(names = "--dockerfile", paramLabel = "FILE", description = "Within that folder (default at first: Dockerfile).")
    private Optional<String> dockerfile = Optional.empty();

    @Option(names = "--compile", paramLabel = "WORD", description = "An argument for the build tool, for example package; "
        + "as often as wanted.")
    private List<String> compile = new ArrayList<>();

    @Option(names = "--no-compile", description = "Compiles nothing.")
    private boolean noCompile;

    @Option(names = "--image", paramLabel = "REPOSITORY", description = "What is pushed to (default at first: the name).")
    private Optional<String> image = Optional.empty();

    @Option(names = "--time-limit", paramLabel = "TIME", description = "For a run (default at first: 15m).")
    private Optional<Duration> timeLimit = Optional.empty();

    /** Returns the same with what is given. */
    NewCodeBuild over(NewCodeBuild build) {
        return build.withDescription(description).withRef(ref).withFolder(folder).withDockerfile(dockerfile)
            .withCompile(noCompile ? Optional.of(List.of()) : Optional.of(compile).filter(words -> !words.isEmpty()))
            .withImage(image).withTimeLimitSeconds(timeLimit.map(Duration::toSeconds));
    }
}
