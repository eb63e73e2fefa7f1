package io.leengine.engine;

import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.store.BuildRows;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Everything one does with code builds and their runs. */
@ProviderType
public interface CodeBuilds {
    /** Creates a code build; its creator is the Owner. The image is created when nobody has it. */
    CodeBuild create(Actor actor, Draft draft);

    /** Returns a code build. */
    CodeBuild get(Actor actor, String name);

    /** Returns those code builds that one may see. */
    Page<CodeBuild> list(Actor actor, Selection selection);

    /** As {@link #list(Actor, Selection)}, of all that one may see, by name. */
    default Page<CodeBuild> list(Actor actor, Page.Request page) {
        return list(actor, Selection.of(page));
    }

    /** Replaces everything but the name. */
    CodeBuild update(Actor actor, String name, Draft draft, Optional<Long> ifMatch);

    /** Deletes a code build with its runs; {@code CONFLICT} while one goes on. */
    void delete(Actor actor, String name, Optional<Long> ifMatch);

    /**
     * Asks for a run.
     *
     * @param ref branch, tag or commit; empty for the code build's own
     * @param tag the image's tag; empty for the commit's short hash
     */
    BuildRun run(Actor actor, String name, Optional<String> ref, Optional<String> tag);

    /** Returns a run. */
    BuildRun run(Actor actor, String name, int number);

    /** Returns runs, newest first. */
    Page<BuildRun> runs(Actor actor, String name, Page.Request page);

    /** Ends a run that has not ended. Repeated: does nothing. */
    BuildRun cancel(Actor actor, String name, int number);

    /**
     * Returns part of a run's log.
     *
     * @param from the first chunk's position, 0 at first
     * @param limit how long to wait for a chunk to come when there is none and the run goes on
     * @return chunks in order; empty when there are none
     */
    List<BuildRows.LogChunk> log(Actor actor, String name, int number, int from, Duration limit)
        throws InterruptedException;

    /** Forgets what is kept between the runs of a code build. */
    void clearCache(Actor actor, String name) throws InterruptedException;

    /**
     * A code build, as given.
     *
     * @param name unique
     * @param description for people
     * @param repository URL of the Git repository
     * @param ref what is built when a run names nothing else; empty for {@code main}
     * @param folder of the project within the source; empty for the top
     * @param dockerfile its path within that folder; empty for {@code Dockerfile}
     * @param compile arguments for the build tool; empty compiles nothing
     * @param image the repository to push to; empty for the name
     * @param timeLimit of a run
     */
    record Draft(String name, String description, String repository, String ref, String folder, String dockerfile,
            List<String> compile, String image, Duration timeLimit) {
    }
}
