package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the finished bundles against who may know whom: a name written out in full needs no import in the source. */
class BundleRulesIT {
    private static final Path BUNDLES = Path.of(System.getProperty("leengine.distribution"), "bundles");
    private static final String OURS = "leengine-";
    private static final List<String> CONTRACT = List.of("io.leengine.model", "io.leengine.spi");

    /** The socket of the embedded load balancer is a bundle of its own; the two are one plugin. */
    private static final String LISTENER = "io.leengine.loadbalancer.embedded.listener";

    /** What a bundle may import of ours beyond the contract, or instead of it; every other bundle is a plugin. */
    private static final Map<String, List<String>> OTHERS = Map.of(
            "leengine-lb-embedded", List.of("io.leengine.model", "io.leengine.spi", LISTENER),
            "leengine-lb-embedded-listener", List.of("io.leengine.model", LISTENER));

    private static final Map<String, List<String>> CORE = Map.of(
            "leengine-spi", CONTRACT,
            "leengine-http", List.of("io.leengine.http", "io.leengine.model"),
            "leengine-engine", List.of("io.leengine.engine", "io.leengine.model", "io.leengine.spi"),
            "leengine-store", List.of("io.leengine.engine", "io.leengine.model", "io.leengine.spi"),
            "leengine-rest", List.of("io.leengine.engine", "io.leengine.http", "io.leengine.model", "io.leengine.spi"),
            "leengine-registry", List.of("io.leengine.engine", "io.leengine.http", "io.leengine.model", "io.leengine.spi"));

    @Test
    void noBundleImportsWhatItMayNotKnow() throws IOException {
        Map<String, Attributes> bundles = ours();
        assertTrue(bundles.keySet().containsAll(CORE.keySet()), "the core is not complete: " + bundles.keySet());
        assertEquals(List.of(), bundles.entrySet().stream()
                .flatMap(bundle -> forbidden(bundle.getKey(), bundle.getValue().getValue("Import-Package"))).toList());
    }

    @Test
    void theSpiExportsNoTypeOfALibrary() throws IOException {
        String exports = ours().get("leengine-spi").getValue("Export-Package");
        List<String> foreign = Stream.of(exports.split("[^\\w.]+")).filter(word -> word.matches("[a-z]\\w*(\\.\\w+)+"))
                .filter(name -> !name.startsWith("io.leengine.") && !name.startsWith("org.osgi.")).toList();
        assertEquals(List.of(), foreign);
    }

    @Test
    void aForbiddenImportIsFound() {
        assertEquals(List.of("leengine-new-plugin imports io.leengine.engine"), forbidden("leengine-new-plugin",
                "io.leengine.engine;version=\"[1,2)\",io.leengine.spi.bus;version=\"[1.0,2)\",org.osgi.framework").toList());
        assertEquals(List.of("leengine-engine imports io.leengine.store"),
                forbidden("leengine-engine", "io.leengine.model,io.leengine.store;resolution:=optional").toList());
    }

    private static Stream<String> forbidden(String bundle, String imports) {
        List<String> allowed = CORE.getOrDefault(bundle, OTHERS.getOrDefault(bundle, CONTRACT));
        return imports == null ? Stream.empty() : Stream.of(imports.replaceAll("\"[^\"]*\"", "").split(","))
                .map(clause -> clause.split(";")[0].trim())
                .filter(name -> name.startsWith("io.leengine."))
                .filter(name -> allowed.stream().noneMatch(known -> (name + ".").startsWith(known + ".")))
                .map(name -> bundle + " imports " + name);
    }

    private static Map<String, Attributes> ours() throws IOException {
        Map<String, Attributes> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(BUNDLES)) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith(OURS)).toList()) {
                try (JarFile jar = new JarFile(file.toFile())) {
                    Attributes main = jar.getManifest().getMainAttributes();
                    found.put(main.getValue("Bundle-SymbolicName").split(";")[0], main);
                }
            }
        }
        return found;
    }
}
