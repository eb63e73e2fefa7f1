package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Objects in a YAML file, as an operator applies them.
 *
 * @param objects in the file's order
 */
public record Manifest(List<JsonNode> objects) {

    private static final String MANAGER = "fieldManager=operator&force=true";

    /** Copies the list. */
    public Manifest {
        objects = List.copyOf(objects);
    }

    /** Reads a file. @throws TestCellException when it is no YAML */
    public static Manifest read(Path file) {
        try (MappingIterator<JsonNode> all = new YAMLMapper().readerFor(JsonNode.class).readValues(file.toFile())) {
            var objects = new ArrayList<JsonNode>();
            all.forEachRemaining(each -> {
                if (each.isObject()) {
                    objects.add(each);
                }
            });
            return new Manifest(objects);
        } catch (JacksonException e) {
            throw new TestCellException("cannot read " + file + ": " + e.getOriginalMessage(), e);
        }
    }

    /** Applies all of them, as server-side apply does: again changes nothing. */
    public void apply(ApiClient api) throws IOException, InterruptedException {
        for (JsonNode object : objects) {
            api.apply(path(object) + "?" + MANAGER, object);
        }
    }

    private static String path(JsonNode object) {
        String version = object.path("apiVersion").asString();
        String namespace = object.at("/metadata/namespace").asString("");
        return (version.contains("/") ? "/apis/" : "/api/") + version
            + (namespace.isEmpty() ? "" : "/namespaces/" + namespace) + "/" + plural(object.path("kind").asString()) + "/"
            + object.at("/metadata/name").asString();
    }

    private static String plural(String kind) {
        String lower = kind.toLowerCase(Locale.ROOT);
        return lower.endsWith("y") ? lower.substring(0, lower.length() - 1) + "ies" : lower + "s";
    }
}
