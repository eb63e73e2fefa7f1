package io.leengine.engine.store;

import io.leengine.engine.domain.RunningEngine;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The engines on this database, whose each shard of the keys is, and what keeps a key from being as desired. */
@ProviderType
public interface OwnershipRows {
    /** Waits until no other transaction shares out shards, and keeps others from it until this one ends. */
    void hold();

    /** Returns the engines, by id. */
    List<RunningEngine> engines();

    /** Adds an engine. */
    void insert(RunningEngine engine);

    /** Counts an engine on; false when it is not there any more. */
    boolean beat(String engine);

    /** Takes an engine off if it has not counted on since; its shards are nobody's then. */
    void delete(String engine, long beat);

    /** Returns the owner of every shard, by number; empty for nobody. */
    Map<Integer, String> owners();

    /** Makes shards that are nobody's an engine's. */
    void take(String engine, Collection<Integer> shards);

    /** Makes shards of an engine nobody's. */
    void leave(String engine, Collection<Integer> shards);

    /** Returns whether a shard is an engine's. */
    boolean owns(String engine, int shard);

    /** Keeps in which data folder a swap is done. */
    void placeSwap(long number, String place);

    /** Returns in which data folder each running swap is done, where that was kept. */
    Map<Long, String> swapPlaces();

    /** Keeps what is the matter with a key. */
    void putProblem(String key, String text);

    /** Forgets what was the matter with a key. */
    void deleteProblem(String key);

    /** Returns what is the matter with a key, if anything is. */
    Optional<String> problem(String key);

    /** Returns what is the matter, by key. */
    Map<String, String> problems();
}
