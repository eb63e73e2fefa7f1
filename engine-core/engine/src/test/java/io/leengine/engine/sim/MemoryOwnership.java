package io.leengine.engine.sim;

import io.leengine.engine.domain.RunningEngine;
import io.leengine.engine.store.OwnershipRows;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Engines, shards and problems of a {@link MemoryStore}. */
record MemoryOwnership(MemorySession session) implements OwnershipRows {
    private MemoryStore.State state() {
        return session.state;
    }

    @Override
    public void hold() {
        session.writes();
    }

    @Override
    public List<RunningEngine> engines() {
        return List.copyOf(state().engines.values());
    }

    @Override
    public void insert(RunningEngine engine) {
        session.unique(state().engines.containsKey(engine.id()), "id", engine.id());
        state().engines.put(engine.id(), engine);
    }

    @Override
    public boolean beat(String engine) {
        session.writes();
        return state().engines.computeIfPresent(engine, (id, it) -> new RunningEngine(id, it.place(), it.name(),
            it.beat() + 1, it.since())) != null;
    }

    @Override
    public void delete(String engine, long beat) {
        session.writes();
        RunningEngine present = state().engines.get(engine);
        if (present != null && present.beat() == beat) {
            state().engines.remove(engine);
            state().owners.replaceAll((shard, owner) -> owner.equals(engine) ? "" : owner);
        }
    }

    @Override
    public Map<Integer, String> owners() {
        return new TreeMap<>(state().owners);
    }

    @Override
    public void take(String engine, Collection<Integer> shards) {
        session.writes();
        shards.forEach(shard -> state().owners.computeIfPresent(shard, (number, owner) -> owner.isEmpty() ? engine : owner));
    }

    @Override
    public void leave(String engine, Collection<Integer> shards) {
        session.writes();
        shards.forEach(shard -> state().owners.computeIfPresent(shard, (number, owner) -> owner.equals(engine) ? "" : owner));
    }

    @Override
    public boolean owns(String engine, int shard) {
        return engine.equals(state().owners.get(shard));
    }

    @Override
    public void placeSwap(long number, String place) {
        session.writes();
        state().swapPlaces.put(number, place);
    }

    @Override
    public Map<Long, String> swapPlaces() {
        return Map.copyOf(state().swapPlaces);
    }

    @Override
    public void putProblem(String key, String text) {
        session.writes();
        state().problems.put(key, text);
    }

    @Override
    public void deleteProblem(String key) {
        session.writes();
        state().problems.remove(key);
    }

    @Override
    public Optional<String> problem(String key) {
        return Optional.ofNullable(state().problems.get(key));
    }

    @Override
    public Map<String, String> problems() {
        return Map.copyOf(state().problems);
    }
}
