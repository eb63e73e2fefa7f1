package io.leengine.engine.sim;

import io.leengine.engine.domain.CollectionRun;
import io.leengine.engine.store.CollectionRows;
import io.leengine.model.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Collections of a {@link MemoryStore}. */
record MemoryCollections(MemorySession session) implements CollectionRows {
    @Override
    public Instant since() {
        return Instant.EPOCH;
    }

    @Override
    public Map<Digest, Instant> touched(Collection<Digest> blobs) {
        Map<Digest, Instant> touched = new TreeMap<>(session.state.touched);
        touched.keySet().retainAll(blobs);
        return touched;
    }

    @Override
    public void touch(Collection<Digest> blobs, Instant at) {
        session.writes();
        blobs.forEach(blob -> session.state.touched.merge(blob, at, (a, b) -> a.isAfter(b) ? a : b));
    }

    @Override
    public Instant hold(Digest blob) {
        session.writes();
        return session.state.touched.computeIfAbsent(blob, _ -> since());
    }

    @Override
    public void forget(Digest blob) {
        session.writes();
        session.state.touched.remove(blob);
    }

    @Override
    public int forget(Instant before, int limit) {
        session.writes();
        List<Digest> old = session.state.touched.entrySet().stream().filter(each -> each.getValue().isBefore(before))
            .map(Map.Entry::getKey).limit(limit).toList();
        old.forEach(session.state.touched::remove);
        return old.size();
    }

    @Override
    public void insert(CollectionRun run) {
        session.unique(session.state.collections.containsKey(run.id()), "id", "The collection");
        session.state.collections.put(run.id(), run);
    }

    @Override
    public boolean update(CollectionRun run) {
        session.writes();
        boolean runs = find(run.id()).filter(present -> present.state() == CollectionRun.State.RUNNING).isPresent();
        if (runs) {
            session.state.collections.put(run.id(), run);
        }
        return runs;
    }

    @Override
    public Optional<CollectionRun> find(String id) {
        return Optional.ofNullable(session.state.collections.get(id));
    }

    @Override
    public List<CollectionRun> running() {
        return newest().reversed().stream().filter(run -> run.state() == CollectionRun.State.RUNNING).toList();
    }

    @Override
    public List<CollectionRun> list(Optional<String> before, int limit) {
        List<CollectionRun> all = newest();
        return all.stream().skip(before.flatMap(this::find).map(one -> all.indexOf(one) + 1L).orElse(0L)).limit(limit)
            .toList();
    }

    @Override
    public Optional<Instant> lastBegun() {
        return newest().stream().filter(run -> !run.countOnly()).map(CollectionRun::startedAt).findFirst();
    }

    @Override
    public void deleteEnded(Instant before) {
        session.writes();
        session.state.collections.values().removeIf(run -> run.endedAt().filter(end -> end.isBefore(before)).isPresent());
    }

    private List<CollectionRun> newest() {
        return new ArrayList<>(session.state.collections.values()).reversed();
    }
}
