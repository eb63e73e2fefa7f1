package io.leengine.cli.demo;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.Answer;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.http.ApiException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A part that the demo adds to the platform, and takes away again. */
record DemoPart(String seam, String name) {
    private static final Duration HEALTHY = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 100;
    private static final int NOT_FOUND = 404;

    private String path() {
        return "/parts/" + seam + "/" + name;
    }

    /** Adds it, or changes the one that an earlier demo left. */
    void put(ApiClient api, String plugin, Map<String, String> settings) {
        Map<String, Object> part = Map.of("plugin", plugin, "settings", settings);
        try {
            Answer before = api.get(path());
            api.send("PUT", path(), Optional.of(part), Map.of("If-Match", before.etag().orElse("*")));
        } catch (ApiException e) {
            if (e.problem().status() != NOT_FOUND) {
                throw e;
            }
            Map<String, Object> fresh = new LinkedHashMap<>(part);
            fresh.put("seam", seam);
            fresh.put("name", name);
            api.post("/parts", fresh);
        }
    }

    /** Waits until it is well. */
    void awaitUp(Steps steps, ApiClient api) throws InterruptedException {
        long deadline = System.nanoTime() + HEALTHY.toNanos();
        String waits = waits(api);
        while (!waits.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new CommandException(ExitCode.FAILED, "It does not come up: " + waits, "leengine parts show " + seam + " "
                    + name);
            }
            steps.progress(waits);
            Thread.sleep(POLL_MILLIS);
            waits = waits(api);
        }
    }

    private String waits(ApiClient api) {
        JsonNode health = api.get(path()).body().path("health");
        return "UP".equals(health.path("state").asString("")) ? ""
            : name + ": " + health.path("message").asString("not there yet");
    }

    /** Takes it away, if it is there. */
    void delete(ApiClient api) {
        try {
            api.send("DELETE", path(), Optional.empty(), Map.of());
        } catch (ApiException e) {
            if (e.problem().status() != NOT_FOUND) {
                throw e;
            }
        }
    }
}
