package io.leengine.rest.view;

import io.leengine.engine.domain.CodeBuild;
import java.time.Instant;
import java.util.List;

/** A code build. */
@Doc("Where code comes from and how it becomes an image.")
public record CodeBuildView(@Doc(value = "Unique.", example = "hello") String name, String description,
        @Doc("URL of the Git repository.") String repository,
        @Doc("What is built when a run names nothing else.") String ref,
        @Doc("Of the project within the source; empty for the top.") String folder,
        @Doc("Its path within that folder.") String dockerfile,
        @Doc("Arguments for the build tool; empty compiles nothing.") List<String> compile,
        @Doc("The repository that is pushed to.") String image, @Doc("For a run.") long timeLimitSeconds,
        Instant createdAt, String createdBy, @Doc("Grows with every change; the entity tag.") long revision) {
    /** Returns the view. */
    public static CodeBuildView of(CodeBuild build) {
        return new CodeBuildView(build.name(), build.description(), build.repository(), build.ref(), build.folder(),
            build.dockerfile(), build.compile(), build.image(), build.timeLimit().toSeconds(), build.createdAt(),
            build.createdBy(), build.revision());
    }
}
