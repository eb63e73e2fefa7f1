package io.leengine.engine.platform;

import io.leengine.engine.EngineSettings;
import java.util.Map;
import java.util.TreeMap;

/** Fills in what settings leave to the host: {@code ${leengine.data}}, say. */
final class PartSettings {
    private PartSettings() {
    }

    static Map<String, String> resolve(Map<String, String> settings, EngineSettings engine) {
        Map<String, String> resolved = new TreeMap<>();
        settings.forEach((name, value) -> resolved.put(name, fill(value, engine.placeholders())));
        return resolved;
    }

    private static String fill(String value, Map<String, String> placeholders) {
        String filled = value;
        for (Map.Entry<String, String> each : placeholders.entrySet()) {
            filled = filled.replace("${" + each.getKey() + "}", each.getValue());
        }
        return filled;
    }
}
