package io.leengine.engine.sim;

import io.leengine.engine.Selection;
import io.leengine.engine.access.Resource;
import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.BuildRows;
import io.leengine.engine.store.Viewer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

final class MemoryBuilds implements BuildRows {
    private final MemorySession session;
    private final MemoryStore.State state;

    MemoryBuilds(MemorySession session) {
        this.session = session;
        this.state = session.state;
    }

    @Override
    public void insert(CodeBuild build) {
        session.unique(byName(build.name()).isPresent(), "name", build.name());
        state.builds.put(build.id(), build);
    }

    @Override
    public Optional<CodeBuild> byName(String name) {
        return state.builds.values().stream().filter(build -> build.name().equals(name)).findFirst();
    }

    @Override
    public Optional<CodeBuild> byId(String id) {
        return Optional.ofNullable(state.builds.get(id));
    }

    @Override
    public Optional<CodeBuild> lockByName(String name) {
        session.writes();
        return byName(name);
    }

    @Override
    public List<CodeBuild> list(Selection selection, Viewer viewer) {
        return session.page(state.builds.values(), Resource::of, CodeBuild::createdAt, selection, viewer);
    }

    @Override
    public void update(CodeBuild build) {
        session.writes();
        state.builds.replace(build.id(), build);
    }

    @Override
    public void delete(String id) {
        session.writes();
        state.builds.remove(id);
        some(id).map(BuildRun::id).toList().forEach(run -> {
            state.runs.remove(run);
            state.logs.remove(run);
        });
        session.deleteMembers(ResourceKind.CODE_BUILD, id);
    }

    private Stream<BuildRun> some(String codeBuild) {
        return state.runs.values().stream().filter(run -> run.codeBuild().equals(codeBuild));
    }

    @Override
    public void insert(BuildRun run) {
        session.unique(run(run.codeBuild(), run.number()).isPresent(), "number", "run " + run.number());
        state.runs.put(run.id(), run);
    }

    @Override
    public void update(BuildRun run) {
        session.writes();
        state.runs.replace(run.id(), run);
    }

    @Override
    public Optional<BuildRun> run(String codeBuild, int number) {
        return some(codeBuild).filter(run -> run.number() == number).findFirst();
    }

    @Override
    public Optional<BuildRun> runById(String id) {
        return Optional.ofNullable(state.runs.get(id));
    }

    @Override
    public int lastNumber(String codeBuild) {
        return some(codeBuild).mapToInt(BuildRun::number).max().orElse(0);
    }

    @Override
    public List<BuildRun> runs(String codeBuild, int before, int limit) {
        return some(codeBuild).filter(run -> run.number() < before)
            .sorted(Comparator.comparing(BuildRun::number).reversed()).limit(limit).toList();
    }

    @Override
    public List<BuildRun> openRuns() {
        return state.runs.values().stream().filter(run -> !run.state().ended())
            .sorted(Comparator.comparing(BuildRun::createdAt)).toList();
    }

    @Override
    public void appendLog(String run, int position, String text) {
        TreeMap<Integer, String> chunks = state.logs.computeIfAbsent(run, id -> new TreeMap<>());
        session.unique(chunks.containsKey(position), "position", "chunk " + position);
        chunks.put(position, text);
    }

    @Override
    public List<LogChunk> log(String run, int from, int limit) {
        return state.logs.getOrDefault(run, new TreeMap<>()).tailMap(from).entrySet().stream().limit(limit)
            .map(each -> new LogChunk(each.getKey(), each.getValue())).toList();
    }

    @Override
    public void deleteLog(String run) {
        session.writes();
        state.logs.remove(run);
    }
}
