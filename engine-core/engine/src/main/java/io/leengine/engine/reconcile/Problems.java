package io.leengine.engine.reconcile;

import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is the matter with each key, for those who ask. Where several engines share a database it is kept there, so that
 * all of them give the same answer; else it is known to the engine alone.
 */
final class Problems {
    private static final System.Logger LOG = System.getLogger(Problems.class.getName());

    private final Optional<Store> store;
    /** Tells the keys of one queue from those of others. */
    private final String prefix;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    private Problems(Optional<Store> store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    static Problems here() {
        return new Problems(Optional.empty(), "");
    }

    static Problems of(Store store, String queue) {
        return new Problems(Optional.of(store).filter(Store::shared), queue + "/");
    }

    void put(String key, String text) {
        if (!text.equals(known.put(key, text))) {
            write(key, session -> {
                session.ownership().putProblem(prefix + key, text);
                return null;
            });
        }
    }

    void clear(String key) {
        if (known.remove(key) != null) {
            write(key, session -> {
                session.ownership().deleteProblem(prefix + key);
                return null;
            });
        }
    }

    /** What is kept may have been another engine's to keep until now. */
    void refresh() {
        store.ifPresent(shared -> {
            Map<String, String> kept = new HashMap<>();
            shared.read(session -> session.ownership().problems()).forEach((key, text) -> {
                if (key.startsWith(prefix)) {
                    kept.put(key.substring(prefix.length()), text);
                }
            });
            known.keySet().retainAll(kept.keySet());
            known.putAll(kept);
        });
    }

    /** Returns what is the matter with a key. */
    Optional<String> of(Session session, String key) {
        return store.isPresent() ? session.ownership().problem(prefix + key) : Optional.ofNullable(known.get(key));
    }

    private void write(String key, Store.Work<Void> work) {
        try {
            store.ifPresent(shared -> shared.write(work));
        } catch (EngineException e) {
            // Written by the next that differs; what is the matter most likely is the very same database.
            known.remove(key);
            LOG.log(System.Logger.Level.DEBUG, "what is the matter with {0} cannot be kept: {1}", key, e.getMessage());
        }
    }
}
