package io.leengine.engine.store;

import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.domain.CodeBuild;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Code builds, their runs, and the runs' logs. */
@ProviderType
public interface BuildRows {
    /** Adds a code build; {@code ALREADY_EXISTS} when the name is taken. */
    void insert(CodeBuild build);

    /** Returns a code build by name. */
    Optional<CodeBuild> byName(String name);

    /** Returns a code build by id. */
    Optional<CodeBuild> byId(String id);

    /** As {@link #byName}, and holds the row against other writers until the transaction ends. */
    Optional<CodeBuild> lockByName(String name);

    /** Returns one more than the selection's part has, as far as there are that many. */
    List<CodeBuild> list(Selection selection, Viewer viewer);

    /** Returns code builds in the order of names, of which the user is a member, or all. */
    default List<CodeBuild> list(Optional<String> member, String search, Optional<String> afterName, int limit) {
        return list(Selection.of(new Page.Request(afterName, limit, search)), Viewer.of(member)).stream()
            .limit(limit).toList();
    }

    /** Writes everything but id, name and creation. */
    void update(CodeBuild build);

    /** Removes a code build with its runs, logs and members. */
    void delete(String id);

    /** Adds a run. */
    void insert(BuildRun run);

    /** Writes everything of a run that may change. */
    void update(BuildRun run);

    /** Returns a run by its code build and number. */
    Optional<BuildRun> run(String codeBuild, int number);

    /** Returns a run by id. */
    Optional<BuildRun> runById(String id);

    /** Returns the greatest run number of a code build, 0 when it has none. */
    int lastNumber(String codeBuild);

    /** Returns runs of a code build, newest first: those with a number below {@code before}, at most {@code limit}. */
    List<BuildRun> runs(String codeBuild, int before, int limit);

    /** Returns the runs that have not ended, oldest first. */
    List<BuildRun> openRuns();

    /**
     * Appends to a run's log.
     *
     * @param position counts chunks from 0 within the run
     * @param text whole lines, each with its line end
     */
    void appendLog(String run, int position, String text);

    /** Returns chunks of a run's log in order, from a position on, at most {@code limit}. */
    List<LogChunk> log(String run, int from, int limit);

    /** Removes a run's log, for another attempt. */
    void deleteLog(String run);

    /**
     * Part of a log.
     *
     * @param position its number
     * @param text whole lines
     */
    record LogChunk(int position, String text) {
    }
}
