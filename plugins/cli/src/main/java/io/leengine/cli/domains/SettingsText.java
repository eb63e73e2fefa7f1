package io.leengine.cli.domains;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** A domain's settings as a person writes them. What they mean is the engine's to check. */
final class SettingsText {
    private SettingsText() {
    }

    static String of(ObjectNode settings) {
        return YAMLMapper.builder().disable(YAMLWriteFeature.WRITE_DOC_START_MARKER).build().writeValueAsString(settings);
    }

    static ObjectNode read(Path file) {
        boolean json = file.toString().endsWith(".json");
        ObjectMapper mapper = json ? JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build()
            : YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
        try {
            JsonNode read = mapper.readTree(Files.readString(file));
            if (read instanceof ObjectNode settings) {
                return settings;
            }
            throw new CommandException(ExitCode.USAGE, file + " holds no settings.", "Each is a line like 'bodyLimitBytes: 0'; "
                + "'leengine domain show -o yaml' prints them all under 'settings'.");
        } catch (JacksonException e) {
            var place = e.getLocation();
            throw new CommandException(ExitCode.USAGE, file + " is no " + (json ? "JSON" : "YAML") + (place == null ? ""
                : ", at line " + place.getLineNr()) + ": " + e.getOriginalMessage().lines().findFirst().orElse("") + ".", "", e);
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, file + " cannot be read: " + e.getClass().getSimpleName() + ".", "", e);
        }
    }
}
