package io.leengine.cli.demo;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.Answer;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.http.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A part that the demo adds to the platform, and takes away again. It remembers in a file when the engine says that the part was
 * made: another of the same name is somebody's own, and is neither changed nor taken away.
 *
 * @param data where the demo keeps what it remembers
 */
record DemoPart(Path data, String seam, String name) {
    private static final Duration HEALTHY = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 100;
    private static final int NOT_FOUND = 404;

    private String path() {
        return "/parts/" + seam + "/" + name;
    }

    private Path mark() {
        return data.resolve("parts").resolve(seam + "." + name);
    }

    /** Fails where there is one of its name that no demo has made. */
    void check(ApiClient api) {
        find(api).ifPresent(this::check);
    }

    private void check(Answer there) {
        if (!isDemos(there)) {
            throw new CommandException(ExitCode.FAILED, "There is a part " + seam + " " + name + " that the demo has not made, and "
                + "does not touch.", "If it may go: leengine parts delete " + seam + " " + name);
        }
    }

    private Optional<Answer> find(ApiClient api) {
        try {
            return Optional.of(api.get(path()));
        } catch (ApiException e) {
            if (e.problem().status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private boolean isDemos(Answer there) {
        try {
            return Files.exists(mark()) && Files.readString(mark()).equals(made(there));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static String made(Answer part) {
        return part.body().path("createdAt").asString("");
    }

    private CommandException failed(IOException cause) {
        return new CommandException(ExitCode.FAILED, "What the demo remembers cannot be used: " + cause, "Look at " + mark() + ".",
            cause);
    }

    /** Adds it, or changes the one that an earlier demo left. */
    void put(ApiClient api, String plugin, Map<String, String> settings) {
        Map<String, Object> part = Map.of("plugin", plugin, "settings", settings);
        Optional<Answer> before = find(api);
        if (before.isPresent()) {
            check(before.get());
            api.send("PUT", path(), Optional.of(part), Map.of("If-Match", before.get().etag().orElse("*")));
            return;
        }
        Map<String, Object> fresh = new LinkedHashMap<>(part);
        fresh.put("seam", seam);
        fresh.put("name", name);
        api.post("/parts", fresh);
        try {
            Files.createDirectories(mark().getParent());
            Files.writeString(mark(), made(api.get(path())));
        } catch (IOException e) {
            throw failed(e);
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

    /** Takes it away, if it is there and the demo's. */
    void delete(ApiClient api) {
        if (find(api).filter(this::isDemos).isEmpty()) {
            return;
        }
        api.send("DELETE", path(), Optional.empty(), Map.of());
        try {
            Files.deleteIfExists(mark());
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
