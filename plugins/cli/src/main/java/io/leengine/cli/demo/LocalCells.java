package io.leengine.cli.demo;

import io.leengine.cli.http.ApiClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The cells the distribution comes with, on this machine. */
public final class LocalCells implements Cells {
    @Override
    public void check(ApiClient api) {
        // Nothing is added.
    }

    @Override
    public void prepare(Steps steps, ApiClient api) {
        // They are there with the engine.
    }

    @Override
    public List<String> names(ApiClient api) {
        List<String> names = new ArrayList<>();
        api.get("/cells").body().path("items").forEach(cell -> names.add(cell.path("name").asString()));
        return names.subList(0, Math.min(2, names.size()));
    }

    @Override
    public Optional<String> kill(JsonNode instance) {
        return Optional.of(InstanceProcess.kill(Long.parseLong(instance.path("attributes").path("pid").asString("0")),
            instance.path("id").asString()));
    }

    @Override
    public void end(ApiClient api) {
        // They go with the engine.
    }

    @Override
    public int cpuMillis() {
        return 500;
    }

    @Override
    public List<String> left() {
        return List.of();
    }

    @Override
    public void stop() {
        // They go with the engine.
    }
}
