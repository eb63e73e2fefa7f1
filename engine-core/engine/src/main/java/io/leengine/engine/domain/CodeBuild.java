package io.leengine.engine.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Where code comes from and how it becomes an image.
 *
 * @param id unique for all time
 * @param name unique on the platform
 * @param description for people
 * @param repository URL of the Git repository, without credentials
 * @param ref what is built when a run names nothing else
 * @param folder of the project within the source; empty for the top
 * @param dockerfile its path within that folder
 * @param compile arguments for the build tool; empty compiles nothing
 * @param image the repository that is pushed to
 * @param timeLimit of a run
 * @param createdAt when
 * @param createdBy the user's name
 * @param revision the entity tag
 */
public record CodeBuild(String id, String name, String description, String repository, String ref, String folder,
        String dockerfile, List<String> compile, String image, Duration timeLimit, Instant createdAt, String createdBy,
        long revision) {
    /** Copies the list. */
    public CodeBuild {
        compile = List.copyOf(compile);
    }
}
