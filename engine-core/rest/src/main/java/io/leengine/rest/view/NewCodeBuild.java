package io.leengine.rest.view;

import io.leengine.engine.CodeBuilds;
import io.leengine.model.EngineException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A code build to create, or to put in the place of another. */
@Doc("A code build, as given.")
public record NewCodeBuild(
        @Doc(value = "Unique; may be left out where the path names it.", example = "hello") Optional<String> name,
        @Doc("For people.") Optional<String> description,
        @Doc(value = "URL of the Git repository.", example = "https://git.example.org/team/hello.git")
        String repository,
        @Doc(value = "What is built when a run names nothing else; `main` unless said.", example = "main")
        Optional<String> ref,
        @Doc("Of the project within the source; the top unless said.") Optional<String> folder,
        @Doc("Its path within that folder; `Dockerfile` unless said.") Optional<String> dockerfile,
        @Doc(value = "Arguments for the build tool; compiles nothing unless said.", example = "[\"package\"]")
        Optional<List<String>> compile,
        @Doc("The repository to push to; the name unless said.") Optional<String> image,
        @Doc("For a run; 900 unless said.") Optional<Long> timeLimitSeconds) {
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
