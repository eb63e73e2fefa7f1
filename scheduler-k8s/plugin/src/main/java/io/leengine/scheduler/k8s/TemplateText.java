package io.leengine.scheduler.k8s;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ImageReference;
import io.leengine.spi.scheduler.HealthCheck;
import io.leengine.spi.scheduler.InstanceTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A template as the text of an annotation, without the values of the environment, which may be secret. Kubernetes' own fields
 * cannot say it all: their times are whole seconds, and a port of 0 has become another.
 */
final class TemplateText {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TemplateText() {
    }

    static String write(InstanceTemplate template) {
        ObjectNode node = JSON.createObjectNode();
        node.put("registry", template.image().registry());
        node.put("repository", template.image().repository());
        node.put("digest", template.image().digest().toString());
        ArrayNode command = node.putArray("command");
        template.command().forEach(command::add);
        node.put("port", template.port());
        node.put("cpuMillis", template.cpuMillis());
        node.put("memoryBytes", template.memoryBytes());
        ObjectNode health = node.putObject("health");
        health.put("path", template.health().path());
        health.put("intervalMillis", template.health().interval().toMillis());
        health.put("timeoutMillis", template.health().timeout().toMillis());
        health.put("failures", template.health().failures());
        health.put("startLimitMillis", template.health().startLimit().toMillis());
        health.put("restartAfter", template.health().restartAfter());
        node.put("graceSeconds", template.grace().toSeconds());
        ArrayNode variables = node.putArray("variables");
        new TreeSet<>(template.environment().keySet()).forEach(variables::add);
        return JSON.writeValueAsString(node);
    }

    /** Returns the template with an environment; empty when the text is not one this has written. */
    static Optional<InstanceTemplate> read(String text, Map<String, String> environment) {
        return parse(text, node -> environment);
    }

    private static Optional<InstanceTemplate> parse(String text, Function<JsonNode, Map<String, String>> environment) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(text);
            List<String> command = new ArrayList<>();
            node.required("command").forEach(each -> command.add(each.asString()));
            JsonNode health = node.required("health");
            return Optional.of(new InstanceTemplate(new ImageReference(node.required("registry").asString(),
                node.required("repository").asString(), Digest.parse(node.required("digest").asString())), command,
                environment.apply(node), node.required("port").asInt(), node.required("cpuMillis").asInt(),
                node.required("memoryBytes").asLong(), new HealthCheck(health.required("path").asString(),
                    millis(health, "intervalMillis"), millis(health, "timeoutMillis"), health.required("failures").asInt(),
                    millis(health, "startLimitMillis"), health.required("restartAfter").asInt()),
                Duration.ofSeconds(node.required("graceSeconds").asLong())));
        } catch (JacksonException | EngineException e) {
            return Optional.empty(); // changed by hand: drift, which is told where it is seen
        }
    }

    /** Returns what {@link #read} does, with an environment that has the right names and no values. */
    static Optional<InstanceTemplate> readWithoutValues(String text) {
        return parse(text, node -> {
            Map<String, String> names = new HashMap<>();
            node.path("variables").forEach(each -> names.put(each.asString(), ""));
            return names;
        });
    }

    static InstanceTemplate withEnvironment(InstanceTemplate template, Map<String, String> environment) {
        return new InstanceTemplate(template.image(), template.command(), environment, template.port(), template.cpuMillis(),
            template.memoryBytes(), template.health(), template.grace());
    }

    private static Duration millis(JsonNode node, String field) {
        return Duration.ofMillis(node.required(field).asLong());
    }
}
