package io.leengine.engine.build;

import io.leengine.engine.Actor;
import io.leengine.engine.CodeBuilds;
import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import io.leengine.engine.access.Access;
import io.leengine.engine.access.Permission;
import io.leengine.engine.access.Resource;
import io.leengine.engine.change.ChangeFeed;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Ids;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.change.Pages;
import io.leengine.engine.change.Revisions;
import io.leengine.engine.change.Subject;
import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.BuildRows;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import io.leengine.spi.CallContext;
import io.leengine.spi.builder.Builder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Code builds and runs over the store; the runner is told of each run and does it. */
public final class CodeBuildService implements CodeBuilds {
    /** How long what another engine writes may stay unseen. */
    private static final Duration ELSEWHERE = Duration.ofMillis(500);
    private static final Duration CALL = Duration.ofSeconds(30);
    private static final int LOG_CHUNKS = 100;

    private final Store store;
    private final Changes changes;
    private final Ids ids;
    private final Seams seams;
    private final BuildRunner runner;
    private final ChangeFeed feed;

    /** What it is made of. */
    public CodeBuildService(Store store, Changes changes, Ids ids, Seams seams, BuildRunner runner, ChangeFeed feed) {
        this.store = store;
        this.changes = changes;
        this.ids = ids;
        this.seams = seams;
        this.runner = runner;
        this.feed = feed;
    }

    @Override
    public CodeBuild create(Actor actor, Draft draft) {
        actor.requiredMaker(ResourceKind.CODE_BUILD);
        CodeBuild build = CodeBuildRules.check(draft, ids.next(), changes.now(), actor.name(), 1);
        String id = changes.apply(actor, "code-build.create", about(build.name()), session -> {
            claimImage(session, actor, build.image());
            session.builds().insert(build);
            session.members().put(new Member(ResourceKind.CODE_BUILD, build.id(), actor.id(), Role.OWNER,
                changes.now()));
            return new Outcome(ResourceKind.CODE_BUILD, build.name(), build.repository() + " to " + build.image(),
                build.id()).with(Difference.of(Map.of(), facts(build)));
        });
        return store.read(session -> session.builds().byId(id))
            .orElseThrow(() -> EngineException.notFound("code build", build.name()));
    }

    private static Subject about(String name) {
        return new Subject(ResourceKind.CODE_BUILD, name);
    }

    private static Map<String, String> facts(CodeBuild it) {
        return Map.of("description", it.description(), "repository", it.repository(), "ref", it.ref(), "folder",
            it.folder(), "dockerfile", it.dockerfile(), "compile", it.compile().toString(), "image", it.image(),
            "timeLimit", it.timeLimit().toString());
    }

    private static Map<String, String> facts(BuildRun run) {
        String label = "runs." + run.number() + ".";
        return Map.of(label + "ref", run.ref(), label + "tag", run.tag(), label + "state",
            run.state().name().toLowerCase(Locale.ROOT));
    }

    private void claimImage(Session session, Actor actor, String repository) {
        Optional<Image> present = session.images().byRepository(repository);
        if (present.isPresent()) {
            Access.requireIn("image", session, actor, Permission.PUSH_IMAGE, Resource.of(present.get()));
            return;
        }
        actor.requiredMaker(ResourceKind.IMAGE);
        Image image = new Image(ids.next(), repository, "", false, changes.now(), actor.name(), 1);
        session.images().insert(image);
        session.members().put(new Member(ResourceKind.IMAGE, image.id(), actor.id(), Role.OWNER, changes.now()));
    }

    @Override
    public CodeBuild get(Actor actor, String name) {
        return store.read(session -> visible(session, actor, name, Permission.SEE_CODE_BUILD));
    }

    @Override
    public Page<CodeBuild> list(Actor actor, Selection selection) {
        actor.required();
        return Pages.of(store.read(session -> session.builds().list(selection,
            Access.viewer(actor, ResourceKind.CODE_BUILD))), selection, CodeBuild::name, CodeBuild::createdAt);
    }

    @Override
    public CodeBuild update(Actor actor, String name, Draft draft, Optional<Long> ifMatch) {
        changes.apply(actor, "code-build.update", about(name), session -> {
            CodeBuild present = session.builds().lockByName(name)
                .orElseThrow(() -> EngineException.notFound("code build", name));
            Access.require(session, actor, Permission.CHANGE_CODE_BUILD, present);
            Revisions.check(ifMatch, present.revision(), name);
            CodeBuild next = CodeBuildRules.check(draft, present.id(), present.createdAt(), present.createdBy(),
                present.revision() + 1);
            if (!next.name().equals(name)) {
                throw EngineException.invalid("name", "A code build keeps its name.");
            }
            claimImage(session, actor, next.image());
            session.builds().update(next);
            return new Outcome(ResourceKind.CODE_BUILD, name, next.repository() + " to " + next.image(), next.id())
                .with(Difference.of(facts(present), facts(next)));
        });
        return get(actor, name);
    }

    @Override
    public void delete(Actor actor, String name, Optional<Long> ifMatch) {
        changes.apply(actor, "code-build.delete", about(name), session -> {
            CodeBuild present = session.builds().lockByName(name)
                .orElseThrow(() -> EngineException.notFound("code build", name));
            Access.require(session, actor, Permission.DELETE_CODE_BUILD, present);
            Revisions.check(ifMatch, present.revision(), name);
            if (session.builds().openRuns().stream().anyMatch(run -> run.codeBuild().equals(present.id()))) {
                throw new EngineException(ErrorCode.CONFLICT, "A run of " + name + " goes on.")
                    .withNextStep("Cancel it, or wait for its end.");
            }
            session.builds().delete(present.id());
            return new Outcome(ResourceKind.CODE_BUILD, name, "", present.id())
                .with(Difference.of(facts(present), Map.of()));
        });
    }

    @Override
    public BuildRun run(Actor actor, String name, Optional<String> ref, Optional<String> tag) {
        ref.ifPresent(CodeBuildRules::ref);
        tag.ifPresent(value -> Identifiers.tag("tag", value));
        String id = changes.apply(actor, "code-build.run", about(name), session -> {
            CodeBuild build = session.builds().lockByName(name)
                .orElseThrow(() -> EngineException.notFound("code build", name));
            Access.require(session, actor, Permission.RUN_CODE_BUILD, build);
            BuildRun run = new BuildRun(ids.next(), build.id(), session.builds().lastNumber(build.id()) + 1,
                ref.orElse(build.ref()), tag.orElse(""), BuildRun.State.QUEUED, "", Optional.empty(),
                Optional.empty(), "", List.of(), changes.now(), actor.name(), Optional.empty(), Optional.empty(), 0);
            session.builds().insert(run);
            return new Outcome(ResourceKind.CODE_BUILD, name, "run " + run.number() + " of " + run.ref(), run.id())
                .with(Difference.of(Map.of(), facts(run)));
        });
        runner.wanted(id);
        return store.read(session -> session.builds().runById(id))
            .orElseThrow(() -> EngineException.notFound("run", id));
    }

    @Override
    public BuildRun run(Actor actor, String name, int number) {
        return store.read(session -> run(session, visible(session, actor, name, Permission.SEE_CODE_BUILD), number));
    }

    private static BuildRun run(Session session, CodeBuild build, int number) {
        return session.builds().run(build.id(), number)
            .orElseThrow(() -> EngineException.notFound("run of " + build.name(), String.valueOf(number)));
    }

    @Override
    public Page<BuildRun> runs(Actor actor, String name, Page.Request page) {
        int before = page.after().map(CodeBuildService::number).orElse(Integer.MAX_VALUE);
        return Pages.of(store.read(session -> session.builds().runs(
            visible(session, actor, name, Permission.SEE_CODE_BUILD).id(), before, page.limit() + 1)), page.limit(),
            run -> String.valueOf(run.number()));
    }

    private static int number(String cursor) {
        try {
            return Integer.parseInt(cursor);
        } catch (NumberFormatException e) {
            throw EngineException.invalid("after", "This is no cursor of this list.");
        }
    }

    @Override
    public BuildRun cancel(Actor actor, String name, int number) {
        String id = changes.apply(actor, "code-build.cancel", about(name), session -> {
            CodeBuild build = session.builds().lockByName(name)
                .orElseThrow(() -> EngineException.notFound("code build", name));
            Access.require(session, actor, Permission.RUN_CODE_BUILD, build);
            BuildRun run = run(session, build, number);
            BuildRun next = run.state().ended() ? run : Runs.ended(run, BuildRun.State.CANCELED, changes.now());
            session.builds().update(next);
            return new Outcome(ResourceKind.CODE_BUILD, name, "run " + number, run.id())
                .with(Difference.of(facts(run), facts(next)));
        });
        runner.cancel(id);
        return run(actor, name, number);
    }

    @Override
    public List<BuildRows.LogChunk> log(Actor actor, String name, int number, int from, Duration limit)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            long seen = feed.await(feedKey(name, number), 0, Duration.ZERO);
            BuildRun[] run = new BuildRun[1];
            List<BuildRows.LogChunk> chunks = store.read(session -> {
                run[0] = run(session, visible(session, actor, name, Permission.READ_CODE_BUILD), number);
                return session.builds().log(run[0].id(), from, LOG_CHUNKS);
            });
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (!chunks.isEmpty() || run[0].state().ended() || !left.isPositive()) {
                return chunks;
            }
            // What another engine writes, the feed of this one does not tell.
            feed.await(feedKey(name, number), seen, store.shared() && left.compareTo(ELSEWHERE) > 0 ? ELSEWHERE : left);
        }
    }

    /** The key under which the feed tells of a run. */
    static String feedKey(String build, int number) {
        return "run/" + build + "/" + number;
    }

    @Override
    public void clearCache(Actor actor, String name) throws InterruptedException {
        CodeBuild build = store.read(session -> visible(session, actor, name, Permission.CHANGE_CODE_BUILD));
        seams.requireFirst(Builder.class).clearCache(CallContext.of(actor.requestId(), CALL), build.id());
        changes.apply(actor, "code-build.clear-cache", about(name),
            session -> new Outcome(ResourceKind.CODE_BUILD, name, "", build.id()));
    }

    private static CodeBuild visible(Session session, Actor actor, String name, Permission permission) {
        CodeBuild build = session.builds().byName(name)
            .orElseThrow(() -> EngineException.notFound("code build", name));
        return Access.require(session, actor, permission, build);
    }
}
