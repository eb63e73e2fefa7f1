package io.leengine.maven;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.maven.plugin.logging.Log;
import tools.jackson.databind.JsonNode;

/** Follows a build into the platform: the bundle, the plugins in it, and a part made of the first of them. */
final class Arrival {
    private static final long STEP_MILLIS = 100;
    private static final String ARRIVED = "";

    private final PlatformApi api;
    private final String part;
    private final Map<String, String> settings;
    private final Duration limit;
    private final Log log;

    /**
     * @param part the name of the part to make; empty for none
     * @param settings its settings
     * @param limit how long a build may take to arrive
     */
    Arrival(PlatformApi api, String part, Map<String, String> settings, Duration limit, Log log) {
        this.api = api;
        this.part = part;
        this.settings = settings;
        this.limit = limit;
        this.log = log;
    }

    /** Waits until a build is the one that runs, and tells how it is; returns what is in the way. */
    List<String> await(BuiltPlugin plugin, RunningPlatform platform) throws IOException, InterruptedException {
        long began = System.nanoTime();
        long deadline = began + limit.toNanos();
        Optional<String> state = state(plugin);
        while (!state.filter(ARRIVED::equals).isPresent()) {
            if (state.isPresent()) {
                return List.of(state.get());
            }
            if (platform.refusal().isPresent()) {
                return List.of("The platform refuses it: " + platform.refusal().get());
            }
            if (!platform.isAlive()) {
                return List.of("The platform ended.");
            }
            if (System.nanoTime() > deadline) {
                return List.of("The platform has not taken up " + plugin.name() + " " + plugin.version() + " within "
                    + limit.toSeconds() + " s.");
            }
            TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
            state = state(plugin);
        }
        log.info("platform: runs " + plugin.name() + " " + plugin.version() + ", after "
            + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms");
        return parts(plugin, deadline);
    }

    /** Returns what is in the way, or that nothing is; empty while that is not known. */
    private Optional<String> state(BuiltPlugin plugin) throws IOException, InterruptedException {
        JsonNode swap = find("/swaps?limit=1&subject=" + plugin.name(),
            each -> each.path("after").path("version").asString("").equals(plugin.version()));
        if (!swap.isMissingNode()) {
            return switch (swap.path("state").asString("")) {
                case "done" -> Optional.of(ARRIVED);
                case "returned" -> Optional.of(swap.path("message").asString(""));
                default -> Optional.empty();
            };
        }
        // It may have been there before the platform started.
        JsonNode bundle = find("/bundles", each -> each.path("name").asString("").equals(plugin.name())
            && each.path("version").asString("").equals(plugin.version()));
        return bundle.path("state").asString("").equalsIgnoreCase("active") ? Optional.of(ARRIVED) : Optional.empty();
    }

    private List<String> parts(BuiltPlugin plugin, long deadline) throws IOException, InterruptedException {
        List<String> obstacles = new ArrayList<>();
        Predicate<JsonNode> ours = each -> each.path("bundle").asString("").equals(plugin.name());
        JsonNode first = find("/plugins", ours);
        if (first.isMissingNode()) {
            obstacles.add(plugin.name() + " has no plugin: no component with a Metatype factory (@Designate, factory = true).");
            return obstacles;
        }
        String seam = first.path("seam").asString("");
        String id = first.path("id").asString();
        log.info("plugin: " + id + (seam.isEmpty() ? "" : ", seam " + seam) + ", settings " + settingsOf(first));
        if (part.isEmpty()) {
            return obstacles;
        }
        if (seam.isEmpty()) {
            obstacles.add("The platform does not know the seam of " + id + ": begin its PID with io.leengine.<seam>. "
                + "No part is made of it.");
            return obstacles;
        }
        if (!api.get("/parts/" + seam + "/" + part).good()) {
            PlatformApi.Answer made = api.post("/parts", Map.of("seam", seam, "name", part, "plugin", id,
                "settings", settings));
            if (!made.good()) {
                obstacles.add("No part '" + part + "' can be made of it: " + made.problem());
                return obstacles;
            }
            log.info("part: " + seam + "/" + part + " made");
        }
        obstacles.addAll(health(seam, deadline));
        return obstacles;
    }

    private List<String> health(String seam, long deadline) throws IOException, InterruptedException {
        JsonNode now = api.get("/parts/" + seam + "/" + part).body();
        while (!now.path("present").asBoolean() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
            now = api.get("/parts/" + seam + "/" + part).body();
        }
        String state = now.path("health").path("state").asString("").toLowerCase();
        String message = now.path("health").path("message").asString("");
        String text = "part: " + seam + "/" + part + " is " + state + (message.isEmpty() ? "" : ": " + message);
        if (!now.path("present").asBoolean() || !state.equals("up")) {
            return List.of(text);
        }
        log.info(text);
        return List.of();
    }

    private static String settingsOf(JsonNode plugin) {
        return StreamSupport.stream(plugin.path("settings").spliterator(), false)
            .map(setting -> setting.path("name").asString() + (setting.path("required").asBoolean() ? "" : "?"))
            .collect(Collectors.joining(", "));
    }

    private JsonNode find(String path, Predicate<JsonNode> wanted) throws IOException, InterruptedException {
        PlatformApi.Answer answer = api.get(path);
        JsonNode items = answer.body().path("items");
        return StreamSupport.stream(items.spliterator(), false).filter(wanted).findFirst()
            .orElse(answer.body().path("\0none"));
    }
}
