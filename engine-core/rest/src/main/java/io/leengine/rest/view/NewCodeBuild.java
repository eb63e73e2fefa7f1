package io.leengine.rest.view;

import io.leengine.engine.CodeBuilds;
import io.leengine.model.EngineException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A code build to create, or to put in the place of another. */
@Doc("A code build, as given.")
public record NewCodeBuild(
        @Doc(value = "Unique; may be left out where the path names it.", example = "hello", longest = 63)
        Optional<String> name,
        @Doc(value = "For people.", lines = true) Optional<String> description,
        @Doc(value = "URL of the Git repository.", longest = 2_000,
            example = "https://git.example.org/team/hello.git")
        String repository,
        @Doc(value = "What is built when a run names nothing else; `main` unless said.", example = "main",
            longest = 250)
        Optional<String> ref,
        @Doc(value = "Of the project within the source; the top unless said.", longest = 500) Optional<String> folder,
        @Doc(value = "Its path within that folder; `Dockerfile` unless said.", longest = 500)
        Optional<String> dockerfile,
        @Doc(value = "Arguments for the build tool; compiles nothing unless said.", items = 50,
            example = "[\"package\"]")
        Optional<List<String>> compile,
        @Doc(value = "The repository to push to; the name unless said.", longest = 255) Optional<String> image,
        @Doc(value = "For a run; 900 unless said.", least = 1, most = 86_400) Optional<Long> timeLimitSeconds) {
    private static final long USUAL_LIMIT_SECONDS = 900;

    /** Returns what the engine is asked for. */
    public CodeBuilds.Draft draft() {
        return draft(name.orElseThrow(() -> EngineException.invalid("name", "'name' must be given.")));
    }

    /** Returns what the engine is asked for, for the code build a path names. */
    public CodeBuilds.Draft draft(String named) {
        if (name.isPresent() && !name.get().equals(named)) {
            throw EngineException.invalid("name", "A code build's name cannot be changed; the path names '" + named
                + "'.");
        }
        return new CodeBuilds.Draft(named, description.orElse(""), repository, ref.orElse(""), folder.orElse(""),
            dockerfile.orElse(""), compile.orElse(List.of()), image.orElse(""),
            Duration.ofSeconds(timeLimitSeconds.orElse(USUAL_LIMIT_SECONDS)));
    }
}
