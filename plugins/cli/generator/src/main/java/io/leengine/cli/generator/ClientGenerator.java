package io.leengine.cli.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a typed client in Java from the OpenAPI document of the REST API: a record for each schema, an interface for
 * each tag with what implements it, and one class that leads to all of them. What carries the requests is written by
 * hand beside it. The same document makes the same files.
 */
public final class ClientGenerator {
    private static final String PACKAGE = "io.leengine.cli.client";

    private final JsonNode document;

    /** Takes a document. */
    public ClientGenerator(JsonNode document) {
        this.document = document;
    }

    /** Returns the files: their text by their simple name. */
    public Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        JavaTypes types = new JavaTypes();
        document.at("/components/schemas").forEachEntry((name, schema) ->
            files.put(name, file(new RecordText(name, schema, types).text())));
        Map<String, TagText> tags = new TreeMap<>();
        document.get("paths").forEachEntry((path, methods) -> methods.forEachEntry((method, operation) -> {
            Operation read = new Operation(method, path, operation, types);
            tags.computeIfAbsent(read.tag(), TagText::new).add(read);
            read.query().ifPresent(query -> files.put(query.name(), file(query.text())));
        }));
        tags.values().forEach(tag -> {
            files.put(tag.interfaceName(), file(tag.interfaceText()));
            files.put(tag.className(), file(tag.classText()));
        });
        files.put("EngineApi", file(new FacadeText(tags.values()).text()));
        return files;
    }

    private static String file(String text) {
        return "// Generated from docs/reference/openapi.json; not to be changed by hand.\npackage " + PACKAGE + ";\n\n"
            + text;
    }

    /**
     * Writes the client.
     *
     * @param arguments the document and the folder of sources
     */
    public static void main(String[] arguments) throws IOException {
        JsonNode document = JsonMapper.builder().build().readTree(Files.readAllBytes(Path.of(arguments[0])));
        Path folder = Path.of(arguments[1]).resolve(PACKAGE.replace('.', '/'));
        Files.createDirectories(folder);
        Map<String, String> files = new ClientGenerator(document).files();
        try (var present = Files.list(folder)) {
            for (Path old : present.toList()) {
                if (!files.containsKey(old.getFileName().toString().replace(".java", ""))) {
                    Files.delete(old);
                }
            }
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey() + ".java");
            // A file that is as it was is left alone, so that nothing is compiled for nothing.
            if (!Files.exists(path) || !Files.readString(path).equals(file.getValue())) {
                Files.writeString(path, file.getValue());
            }
        }
    }
}
