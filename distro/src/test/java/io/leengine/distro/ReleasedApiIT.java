package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.Jar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every exported package is held against its last release: what breaks others without a new version fails the build. */
class ReleasedApiIT {
    private static final Path ROOT = Path.of(System.getProperty("leengine.root"));
    private static final Path RELEASED = ROOT.resolve("cnf/released");
    private static final String UPDATE = "leengine.api.update";

    @TempDir
    Path folder;

    private Path sources;

    @BeforeEach
    void copySources() throws IOException {
        Path spi = ROOT.resolve("engine-core/spi/src/main/java");
        sources = folder.resolve("src");
        try (Stream<Path> files = Files.walk(spi)) {
            for (Path file : files.toList()) {
                Path copy = sources.resolve(spi.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    @Test
    void noPackageBreaksItsReleaseUndeclared() throws Exception {
        Map<String, ReleasedApi> now = exporting();
        assertTrue(now.keySet().containsAll(Set.of("leengine-spi", "leengine-tck", "leengine-engine", "leengine-http")),
                now.keySet().toString());
        if (Boolean.getBoolean(UPDATE)) {
            for (Map.Entry<String, ReleasedApi> jar : now.entrySet()) {
                Files.writeString(RELEASED.resolve(jar.getKey() + ".api"), jar.getValue().text());
            }
        }
        List<String> broken = new ArrayList<>();
        for (Map.Entry<String, ReleasedApi> jar : now.entrySet()) {
            jar.getValue().exports().forEach((name, attributes) -> {
                if (attributes.getVersion() == null) {
                    broken.add(name + " has no version");
                }
            });
            Path released = RELEASED.resolve(jar.getKey() + ".api");
            if (Files.exists(released)) {
                broken.addAll(ReleasedApi.parse(Files.readString(released)).undeclared(jar.getValue()));
            }
        }
        assertEquals(List.of(), broken, "raise the version in package-info.java, or take the change back");
        try (Stream<Path> files = Files.list(RELEASED)) {
            assertEquals(List.of(), files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".api"))
                    .map(name -> name.substring(0, name.length() - ".api".length()))
                    .filter(name -> !now.containsKey(name)).toList(), "released, and exports nothing any more");
        }
    }

    @Test
    void theTextKeepsEverything() throws Exception {
        for (ReleasedApi api : exporting().values()) {
            ReleasedApi read = ReleasedApi.parse(api.text());
            assertEquals(api.text(), read.text());
            assertEquals(List.of(), read.undeclared(api));
            assertEquals(List.of(), api.undeclared(read));
        }
    }

    @Test
    void anAbstractMethodOnWhatPluginsImplementIsRefusedByName() throws Exception {
        ReleasedApi before = compiled();
        insert("io/leengine/spi/notifier/Notifier.java", "    void forget(String noticeId);\n");
        List<String> found = before.undeclared(compiled());
        assertEquals(1, found.size(), found.toString());
        assertTrue(found.getFirst().startsWith("io.leengine.spi.notifier is 1."), found.toString());
        assertTrue(found.getFirst().contains("must be at least 2.0.0"), found.toString());
        assertTrue(found.getFirst().contains("forget"), found.toString());
        raise("io/leengine/spi/notifier", "1.99.0");
        assertEquals(1, before.undeclared(compiled()).size(), "a minor version does not admit a break");
        raise("io/leengine/spi/notifier", "2.0.0");
        assertEquals(List.of(), before.undeclared(compiled()));
    }

    @Test
    void aDefaultMethodWantsAMinorVersion() throws Exception {
        ReleasedApi before = compiled();
        insert("io/leengine/spi/notifier/Notifier.java", "    default void forget(String noticeId) {\n    }\n");
        List<String> found = before.undeclared(compiled());
        assertEquals(1, found.size(), found.toString());
        assertTrue(found.getFirst().startsWith("io.leengine.spi.notifier is 1."), found.toString());
        raise("io/leengine/spi/notifier", "1.99.0");
        assertEquals(List.of(), before.undeclared(compiled()));
    }

    @Test
    void aMethodOnWhatTheEngineSuppliesWantsAMinorVersionOnly() throws Exception {
        ReleasedApi before = compiled();
        insert("io/leengine/spi/builder/BuildListener.java", "    void progress(int percent);\n");
        assertEquals(1, before.undeclared(compiled()).size());
        raise("io/leengine/spi/builder", "1.99.0");
        assertEquals(List.of(), before.undeclared(compiled()));
    }

    @Test
    void aNewComponentOfARecordIsABreak() throws Exception {
        ReleasedApi before = compiled();
        Path file = sources.resolve("io/leengine/spi/network/Allocation.java");
        Files.writeString(file, Files.readString(file).replace("Instant since)", "Instant since, String note)"));
        raise("io/leengine/spi/network", "1.99.0");
        List<String> found = before.undeclared(compiled());
        assertEquals(1, found.size(), found.toString());
        assertTrue(found.getFirst().startsWith("io.leengine.spi.network is 1.99.0 and must be at least 2.0.0"),
                found.toString());
    }

    @Test
    void whatIsReleasedCannotVanish() throws Exception {
        ReleasedApi before = compiled();
        for (String file : List.of("Notice.java", "Notifier.java", "package-info.java")) {
            Files.delete(sources.resolve("io/leengine/spi/notifier").resolve(file));
        }
        try (Stream<Path> rest = Files.list(sources.resolve("io/leengine/spi/notifier"))) {
            for (Path file : rest.toList()) {
                Files.delete(file);
            }
        }
        assertEquals(List.of("io.leengine.spi.notifier was released and is exported no more"),
                before.undeclared(compiled()));
    }

    private void insert(String file, String method) throws IOException {
        Path path = sources.resolve(file);
        String text = Files.readString(path);
        int end = text.lastIndexOf('}');
        Files.writeString(path, text.substring(0, end) + method + text.substring(end));
    }

    private void raise(String folder, String version) throws IOException {
        Path path = sources.resolve(folder).resolve("package-info.java");
        Files.writeString(path, Files.readString(path).replaceAll("@Version\\(\"[^\"]*\"\\)",
                "@Version(\"" + version + "\")"));
    }

    private ReleasedApi compiled() throws Exception {
        Path classes = Files.createTempDirectory(folder, "classes");
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-cp",
                System.getProperty("java.class.path")));
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java")).map(Path::toString).forEach(arguments::add);
        }
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)));
        try (Builder builder = new Builder()) {
            builder.setProperty(Constants.BUNDLE_SYMBOLICNAME, "leengine-spi");
            builder.setProperty(Constants.BUNDLE_VERSION, "0.1.0");
            builder.addClasspath(classes.toFile());
            builder.setProperty(Constants.INCLUDERESOURCE, classes.toString());
            Jar jar = builder.build();
            assertEquals(List.of(), builder.getErrors());
            return ReleasedApi.of(jar);
        }
    }

    /** Every jar of ours that exports something, by its symbolic name. */
    private static Map<String, ReleasedApi> exporting() throws Exception {
        List<Path> jars = new ArrayList<>(List.of(Path.of(System.getProperty("leengine.tck"))));
        try (Stream<Path> bundles = Files.list(Path.of(System.getProperty("leengine.distribution"), "bundles"))) {
            bundles.filter(file -> file.getFileName().toString().startsWith("leengine-")).forEach(jars::add);
        }
        Map<String, ReleasedApi> found = new TreeMap<>();
        for (Path file : jars) {
            try (Jar jar = new Jar(file.toFile())) {
                ReleasedApi api = ReleasedApi.of(jar);
                if (!api.exports().isEmpty()) {
                    found.put(jar.getBsn(), api);
                }
            }
        }
        return found;
    }
}
