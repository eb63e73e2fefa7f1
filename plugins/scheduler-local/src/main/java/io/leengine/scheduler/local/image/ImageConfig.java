package io.leengine.scheduler.local.image;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What an image says about running it.
 *
 * @param environment {@code NAME=value}
 * @param entrypoint first part of the command
 * @param command second part
 * @param folder working folder, absolute
 * @param user as written in the image: empty, or a name or number and maybe a group behind a colon
 */
public record ImageConfig(List<String> environment, List<String> entrypoint, List<String> command, String folder,
        String user) {
    /** Copies the lists. */
    public ImageConfig {
        environment = List.copyOf(environment);
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
    }

    static ImageConfig read(JsonNode json) {
        JsonNode config = json.path("config");
        String folder = config.path("WorkingDir").asString("");
        return new ImageConfig(strings(config.path("Env")), strings(config.path("Entrypoint")),
            strings(config.path("Cmd")), folder.startsWith("/") ? folder : "/" + folder,
            config.path("User").asString(""));
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map(node -> node.asString("")).toList();
    }
}
