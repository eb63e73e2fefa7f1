package io.leengine.rest;

import io.leengine.engine.Actor;
import io.leengine.engine.CodeBuilds;
import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.store.BuildRows;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.builder.BuildStage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Code builds in memory; a run goes on until it is ended by hand. */
final class MemoryCodeBuilds implements CodeBuilds {
    final TreeMap<String, CodeBuild> rows = new TreeMap<>();
    final TreeMap<String, BuildRun> runs = new TreeMap<>();
    final List<BuildRows.LogChunk> log = new ArrayList<>();
    final List<String> cleared = new ArrayList<>();

    @Override
    public CodeBuild create(Actor actor, Draft draft) {
        rows.put(draft.name(), row(draft, 1));
        return rows.get(draft.name());
    }

    @Override
    public CodeBuild get(Actor actor, String name) {
        return Optional.ofNullable(rows.get(name)).orElseThrow(() -> EngineException.notFound("code build", name));
    }

    @Override
    public Page<CodeBuild> list(Actor actor, Selection selection) {
        return MemoryPages.of(rows, selection.page());
    }

    @Override
    public CodeBuild update(Actor actor, String name, Draft draft, Optional<Long> ifMatch) {
        CodeBuild was = get(actor, name);
        if (ifMatch.isPresent() && ifMatch.get() != was.revision()) {
            throw new EngineException(ErrorCode.PRECONDITION_FAILED, "Somebody changed it.");
        }
        rows.put(name, row(draft, was.revision() + 1));
        return rows.get(name);
    }

    @Override
    public void delete(Actor actor, String name, Optional<Long> ifMatch) {
        get(actor, name);
        rows.remove(name);
    }

    @Override
    public synchronized BuildRun run(Actor actor, String name, Optional<String> ref, Optional<String> tag) {
        get(actor, name);
        int number = runs.size() + 1;
        put(new BuildRun("r" + number, "id", number, ref.orElse("main"), tag.orElse(""), BuildRun.State.RUNNING, "",
            Optional.empty(), Optional.empty(), "",
            List.of(new BuildRun.StageTime(BuildStage.CLONE, MemoryIdentity.THEN, Optional.empty())),
            MemoryIdentity.THEN, actor.name(), Optional.of(MemoryIdentity.THEN), Optional.empty(), 1));
        return runs.get("r" + number);
    }

    @Override
    public synchronized BuildRun run(Actor actor, String name, int number) {
        get(actor, name);
        return Optional.ofNullable(runs.get("r" + number))
            .orElseThrow(() -> EngineException.notFound("run", Integer.toString(number)));
    }

    @Override
    public Page<BuildRun> runs(Actor actor, String name, Page.Request page) {
        return MemoryPages.of(runs, page);
    }

    @Override
    public BuildRun cancel(Actor actor, String name, int number) {
        end(number, BuildRun.State.CANCELED);
        return run(actor, name, number);
    }

    @Override
    public synchronized List<BuildRows.LogChunk> log(Actor actor, String name, int number, int from, Duration limit)
            throws InterruptedException {
        run(actor, name, number);
        long deadline = System.nanoTime() + limit.toNanos();
        for (long left = limit.toNanos(); log.size() <= from && left > 0
                && !runs.get("r" + number).state().ended(); left = deadline - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
        // Two at a time, so that a reader has to come again.
        return log.stream().filter(chunk -> chunk.position() >= from).limit(2).toList();
    }

    @Override
    public void clearCache(Actor actor, String name) {
        get(actor, name);
        cleared.add(name);
    }

    synchronized void print(String text) {
        log.add(new BuildRows.LogChunk(log.size(), text));
        notifyAll();
    }

    synchronized void end(int number, BuildRun.State state) {
        BuildRun was = runs.get("r" + number);
        put(new BuildRun(was.id(), was.codeBuild(), number, was.ref(), was.tag(), state, "abc",
            Optional.of(MemoryApplications.DIGEST), Optional.empty(), "", was.stages(), was.createdAt(),
            was.createdBy(), was.startedAt(), Optional.of(MemoryIdentity.THEN), was.attempt()));
    }

    /** Begins the run again, as after the death of an engine. */
    synchronized void again(int number) {
        BuildRun was = runs.get("r" + number);
        log.clear();
        put(new BuildRun(was.id(), was.codeBuild(), number, was.ref(), was.tag(), was.state(), "", was.digest(),
            was.errorCode(), "", was.stages(), was.createdAt(), was.createdBy(), was.startedAt(), was.endedAt(),
            was.attempt() + 1));
    }

    private void put(BuildRun run) {
        runs.put(run.id(), run);
        notifyAll();
    }

    private static CodeBuild row(Draft draft, long revision) {
        return new CodeBuild("id", draft.name(), draft.description(), draft.repository(), draft.ref(), draft.folder(),
            draft.dockerfile(), draft.compile(), draft.image(), draft.timeLimit(), MemoryIdentity.THEN, "ada",
            revision);
    }
}
