package io.leengine.engine.platform;

import io.leengine.engine.Platform.Engine;
import io.leengine.engine.domain.RunningEngine;
import io.leengine.engine.store.Store;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The engines on the database.
 *
 * @param store which one
 * @param here this engine, as others see it
 * @param id its present identity there; empty while it has none
 */
public record Engines(Store store, RunningEngine here, Supplier<String> id) {
    private static final int ALL = 100;

    /** Returns them by name. */
    List<Engine> list() {
        if (!store.shared()) {
            return List.of(new Engine(here.id(), here.name(), here.since(), ALL, true));
        }
        String self = id.get();
        return store.read(session -> {
            Map<Integer, String> owners = session.ownership().owners();
            return session.ownership().engines().stream().map(engine -> new Engine(engine.id(), engine.name(), engine.since(),
                (int) Math.round((double) ALL * owners.values().stream().filter(engine.id()::equals).count() / owners.size()),
                engine.id().equals(self))).sorted(Comparator.comparing(Engine::name).thenComparing(Engine::id))
                .toList();
        });
    }
}
