package io.leengine.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Constants;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs outside the framework and makes one like the launcher does: the same bundles and properties, with data and ports
 * of its own. The seed is empty, so that a test decides which parts there are, or that of the distribution with one cell.
 */
final class Provisioning {
    private final Path distribution = Path.of(System.getProperty("leengine.distribution")).toAbsolutePath().normalize();
    private final Path data;

    private Provisioning(Path data) {
        this.data = data;
    }

    static Option[] embedded() {
        return embedded(false);
    }

    /** With the distribution's own parts, but one cell, which has one port; its version needs no other cell. */
    static Option[] seeded() {
        return embedded(true);
    }

    private static Option[] embedded(boolean seeded) {
        try {
            Path root = Path.of(System.getProperty("leengine.itest.data"));
            Files.createDirectories(root);
            return new Provisioning(Files.createTempDirectory(root, "run")).options(seeded);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Option[] options(boolean seeded) throws IOException {
        Map<String, String> properties = new HashMap<>(Map.of(
                "leengine.data", data.toString(),
                "leengine.home", distribution.toString(),
                "leengine.cells.least", "1",
                "leengine.seed", Files.writeString(data.resolve("seed.json"), seeded ? seed() : "[]").toString(),
                "leengine.http.address", "127.0.0.1",
                "leengine.http.port", Integer.toString(freePort()),
                "leengine.lb.address", "127.0.0.1",
                "leengine.lb.port", Integer.toString(freePort())));
        properties.put("leengine.swap.linger.seconds", "1");
        properties.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        writeParts(properties);
        List<Option> options = new ArrayList<>();
        options.add(CoreOptions.junitBundles());
        properties.forEach((name, value) -> options.add(CoreOptions.frameworkProperty(name).value(value)));
        try (Stream<Path> bundles = Files.list(distribution.resolve("bundles"))) {
            bundles.sorted().forEach(bundle -> options.add(CoreOptions.bundle(bundle.toUri().toString())));
        }
        return options.toArray(Option[]::new);
    }

    private String seed() throws IOException {
        ObjectMapper json = new ObjectMapper();
        ArrayNode parts = json.createArrayNode();
        String port = Integer.toString(freePort());
        for (JsonNode part : json.readTree(Files.readString(distribution.resolve("conf/parts.json")))) {
            if (!part.get("name").asString().equals("cell-b")) {
                if (part.get("name").asString().equals("cell-a")) {
                    ((ObjectNode) part.get("settings")).put("ports", port + "-" + port);
                }
                parts.add(part);
            }
        }
        return json.writeValueAsString(parts);
    }

    /** What the distribution configures at first start, with the placeholders filled in, for the tests to read inside. */
    private void writeParts(Map<String, String> properties) throws IOException {
        Path folder = Files.createDirectories(data.resolve("parts"));
        String text = Files.readString(distribution.resolve("conf/parts.json"));
        for (Map.Entry<String, String> property : properties.entrySet()) {
            text = text.replace("${" + property.getKey() + "}", property.getValue());
        }
        for (JsonNode part : new ObjectMapper().readTree(text)) {
            Properties settings = new Properties();
            part.get("settings").properties().forEach(one -> settings.setProperty(one.getKey(), one.getValue().asString()));
            settings.setProperty(Part.SEAM, part.get("seam").asString());
            settings.setProperty(Part.NAME, part.get("name").asString());
            settings.setProperty(Part.PLUGIN, part.get("plugin").asString());
            String file = part.get("seam").asString() + "-" + part.get("name").asString() + ".properties";
            try (Writer out = Files.newBufferedWriter(folder.resolve(file))) {
                settings.store(out, null);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
