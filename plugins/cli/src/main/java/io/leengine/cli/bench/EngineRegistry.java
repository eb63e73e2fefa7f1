package io.leengine.cli.bench;

import io.leengine.cli.http.ApiClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The registry of an engine that is started for it. */
final class EngineRegistry implements BenchRegistry {
    private static final List<String> NO_OPTIONS = List.of();

    private final BenchEngine engine = new BenchEngine(NO_OPTIONS);
    private final String password;

    /**
     * Starts it.
     *
     * @param plugin the storage's plugin
     * @param settings of that
     */
    EngineRegistry(String plugin, Map<String, String> settings) throws InterruptedException {
        boolean whole = false;
        try {
            engine.start();
            password = engine.password();
            if (!settings.isEmpty()) {
                store(plugin, settings);
            }
            engine.awaitRest();
            whole = true;
        } finally {
            if (!whole) {
                engine.close();
            }
        }
    }

    /** Puts the storage of the seed on another plugin. */
    private void store(String plugin, Map<String, String> settings) {
        try (ApiClient client = new ApiClient(engine.url(), Optional.of(engine.logIn()))) {
            client.send("PUT", "/parts/registry-storage/default", Optional.of(Map.of("plugin", plugin, "settings", settings)),
                Map.of("If-Match", "*"));
        }
    }

    @Override
    public String host() {
        return engine.url().getAuthority();
    }

    @Override
    public Optional<String> credentials() {
        return Optional.of("admin:" + password);
    }

    @Override
    public long memory() {
        return new JavaMemory(engine.pid()).resident();
    }

    @Override
    public void close() {
        engine.close();
    }
}
