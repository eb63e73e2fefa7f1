package io.leengine.scheduler.local;

import io.leengine.model.EngineException;
import io.leengine.model.Endpoint;
import io.leengine.scheduler.local.image.UnpackedImage;
import io.leengine.scheduler.local.sandbox.SandboxPlan;
import io.leengine.spi.scheduler.InstanceTemplate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Makes of an image and a template what is to be run. */
final class SandboxCommand {
    /** Names a shell can hand on; {@code OPTIND} it takes for itself, and the launch script what has its prefix. */
    private static final Pattern VARIABLE = Pattern.compile("(?!OPTIND$|_leengine_)[A-Za-z_][A-Za-z0-9_]*");
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private SandboxCommand() {
    }

    static SandboxPlan plan(String id, UnpackedImage image, InstanceTemplate template, Endpoint endpoint, Path log) {
        List<String> command = new ArrayList<>(template.command());
        if (command.isEmpty()) {
            command.addAll(image.config().entrypoint());
            command.addAll(image.config().command());
        }
        if (command.isEmpty()) {
            throw EngineException.invalid("command",
                "The image names no command to run, and the version gives none either.");
        }
        return new SandboxPlan(id, image.hex(), image.user(), image.group(), image.config().folder(), command,
            environment(id, image, template, endpoint), log);
    }

    private static Map<String, String> environment(String id, UnpackedImage image, InstanceTemplate template,
            Endpoint endpoint) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", PATH);
        environment.put("HOME", image.user() == 0 ? "/root" : "/");
        for (String entry : image.config().environment()) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                environment.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        environment.putAll(template.environment());
        environment.put("PORT", Integer.toString(endpoint.port()));
        environment.put("HOST", endpoint.address());
        environment.put("INSTANCE_ID", id);
        environment.keySet().removeIf(name -> !VARIABLE.matcher(name).matches());
        environment.values().removeIf(value -> value.indexOf('\0') >= 0);
        return environment;
    }
}
