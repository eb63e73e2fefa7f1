package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Asks a cell until something is so. */
record Waiting(ApiClient api) {

    static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    JsonNode until(String path, Predicate<JsonNode> so) throws InterruptedException {
        JsonNode[] last = new JsonNode[1];
        new Deadline(LIMIT).await(PAUSE, () -> {
            read(path).ifPresent(it -> last[0] = it);
            return last[0] != null && so.test(last[0]);
        }, () -> path + " stays " + last[0]);
        return last[0];
    }

    JsonNode untilThere(String path) throws InterruptedException {
        return until(path, it -> true);
    }

    void untilGone(String path) throws InterruptedException {
        new Deadline(LIMIT).await(PAUSE, () -> {
            try {
                api.get(path);
                return false;
            } catch (ApiException e) {
                return e.status() == 404;
            } catch (IOException e) {
                return false;
            }
        }, () -> path + " stays");
    }

    Optional<JsonNode> read(String path) throws InterruptedException {
        try {
            return Optional.of(api.get(path));
        } catch (IOException | ApiException e) {
            return Optional.empty();
        }
    }
}
