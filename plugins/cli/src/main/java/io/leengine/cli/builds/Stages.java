package io.leengine.cli.builds;

import io.leengine.cli.output.Values;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Tells of each stage of a run once when it begins and once when it ends. */
final class Stages {
    private final Consumer<String> out;
    private final Set<String> told = new HashSet<>();

    Stages(Consumer<String> out) {
        this.out = out;
    }

    static String words(JsonNode stage) {
        return Values.word(stage.path("stage")) + " " + Values.took(stage.path("startedAt"), stage.path("endedAt"));
    }

    /** Takes a run as it is now. */
    void update(JsonNode run) {
        String attempt = run.path("attempt").asString("1") + " ";
        run.path("stages").forEach(stage -> {
            String name = Values.word(stage.path("stage"));
            if (told.add(attempt + name)) {
                out.accept("--- " + name);
            }
            if (stage.path("endedAt").isString() && told.add(attempt + name + " ended")) {
                out.accept("--- " + words(stage));
            }
        });
    }
}
