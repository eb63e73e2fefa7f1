package io.leengine.rest.view;

import io.leengine.engine.Platform;
import io.leengine.engine.domain.SeamKind;
import io.leengine.model.EngineException;
import java.util.Map;
import java.util.Optional;

/** A part to add, or to put in the place of another. */
@Doc("A part, as given.")
public record NewPart(
        @Doc(value = "Which seam; may be left out where the path names it.", example = "scheduler", longest = 63)
        Optional<String> seam,
        @Doc(value = "Its name; may be left out where the path names it.", example = "room-3", longest = 63)
        Optional<String> name,
        @Doc(value = "The plugin's persistent identity.", example = "io.leengine.scheduler.local",
            longest = 255) String plugin,
        @Doc(value = "Its settings.", longest = 65_536, lines = true) Optional<Map<String, String>> settings,
        @Doc(value = "Most nodes, for a cell; the usual unless said.", least = 0, most = 100_000)
        Optional<Integer> nodeLimit) {
    /** Returns what the engine is asked for. */
    public Platform.PartDraft draft() {
        return draft(SeamKind.of(given("seam", seam)), given("name", name));
    }

    /** Returns what the engine is asked for, for the part a path names. */
    public Platform.PartDraft draft(SeamKind kind, String named) {
        same("seam", seam, kind.label());
        same("name", name, named);
        return new Platform.PartDraft(kind, named, plugin, settings.orElse(Map.of()), nodeLimit.orElse(0));
    }

    private static String given(String field, Optional<String> value) {
        return value.orElseThrow(() -> EngineException.invalid(field, "'" + field + "' must be given."));
    }

    private static void same(String field, Optional<String> value, String path) {
        if (value.isPresent() && !value.get().equals(path)) {
            throw EngineException.invalid(field, "'" + field + "' cannot be changed; the path names '" + path + "'.");
        }
    }
}
