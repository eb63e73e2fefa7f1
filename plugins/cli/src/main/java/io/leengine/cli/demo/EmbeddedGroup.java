package io.leengine.cli.demo;

import io.leengine.cli.engine.LocalEngine;
import io.leengine.cli.http.ApiClient;
import java.util.List;

/** The group that the distribution comes with, in the engine's process. */
public final class EmbeddedGroup implements Group {
    @Override
    public void check() {
        // It needs nothing.
    }

    @Override
    public void check(ApiClient api) {
        // Nothing is added.
    }

    @Override
    public void prepare(Steps steps, ApiClient api) {
        // It is there with the engine.
    }

    @Override
    public String name() {
        return "public";
    }

    @Override
    public List<String> addresses(LocalEngine engine) {
        return engine.loadBalancer().stream().toList();
    }

    @Override
    public void end(ApiClient api) {
        // It goes with the engine.
    }

    @Override
    public List<String> left() {
        return List.of();
    }

    @Override
    public void stop() {
        // It goes with the engine.
    }
}
