package io.leengine.store;

import io.leengine.engine.domain.RunningEngine;
import io.leengine.engine.store.OwnershipRows;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Engines, shards and problems in SQL. */
record SqlOwnership(Statements sql) implements OwnershipRows {
    @Override
    public void hold() {
        sql.lock("select number from shard where number = 0 for update", Row::integer);
    }

    @Override
    public List<RunningEngine> engines() {
        return sql.list("select id, place, name, beat, started_at from engine order by id", row -> new RunningEngine(
            row.text(), row.text(), row.text(), row.bigint(), row.instant()));
    }

    @Override
    public void insert(RunningEngine it) {
        sql.update("insert into engine (id, place, name, beat, started_at) values (?, ?, ?, ?, ?)", it.id(), it.place(),
            it.name(), it.beat(), it.since());
    }

    @Override
    public boolean beat(String engine) {
        return sql.update("update engine set beat = beat + 1 where id = ?", engine) > 0;
    }

    @Override
    public void delete(String engine, long beat) {
        sql.update("delete from engine where id = ? and beat = ?", engine, beat);
    }

    @Override
    public Map<Integer, String> owners() {
        Map<Integer, String> owners = new TreeMap<>();
        sql.list("select number, engine from shard", row -> owners.put(row.integer(), row.optionalText().orElse("")));
        return owners;
    }

    @Override
    public void take(String engine, Collection<Integer> shards) {
        shards.forEach(shard -> sql.update("update shard set engine = ? where number = ? and engine is null", engine,
            shard));
    }

    @Override
    public void leave(String engine, Collection<Integer> shards) {
        shards.forEach(shard -> sql.update("update shard set engine = null where number = ? and engine = ?", shard,
            engine));
    }

    @Override
    public boolean owns(String engine, int shard) {
        return sql.first("select number from shard where number = ? and engine = ?", Row::integer, shard, engine)
            .isPresent();
    }

    @Override
    public void placeSwap(long number, String place) {
        sql.update("update swap set place = ? where number = ?", place, number);
    }

    @Override
    public Map<Long, String> swapPlaces() {
        Map<Long, String> places = new TreeMap<>();
        sql.list("select number, place from swap where state = 'RUNNING' and place is not null",
            row -> places.put(row.bigint(), row.text()));
        return places;
    }

    @Override
    public void putProblem(String key, String text) {
        // The text comes first in both: the order of the arguments is theirs.
        sql.put("update key_problem set message = ? where problem_key = ?",
            "insert into key_problem (message, problem_key) values (?, ?) on conflict do nothing", text, key);
    }

    @Override
    public void deleteProblem(String key) {
        sql.update("delete from key_problem where problem_key = ?", key);
    }

    @Override
    public Optional<String> problem(String key) {
        return sql.first("select message from key_problem where problem_key = ?", Row::text, key);
    }

    @Override
    public Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>();
        sql.list("select problem_key, message from key_problem", row -> problems.put(row.text(), row.text()));
        return problems;
    }
}
