package io.leengine.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports from a base of small bundles, through the tool that the command line calls. */
class ExportTest {
    private static final String FOLDER = "<AD id=\"folder\" type=\"String\" name=\"Folder\" description=\"Where it keeps "
        + "things.\"/>";
    private static final String PORT = "<AD id=\"port\" type=\"Integer\" name=\"Port\" description=\"Where it listens.\" "
        + "min=\"0\" max=\"65535\" default=\"80\"/>";
    private static final String SPI = "io.leengine.spi.bus;version=\"[1.0,2)\"";

    @TempDir
    Path temp;
    private Path base;
    private String said;

    @BeforeEach
    void makeBase() throws Exception {
        base = temp.resolve("base");
        Jars.bundle(base.resolve("bundles/spi.jar"), "spi", "1.0.0", Map.of("Export-Package",
            "io.leengine.spi.bus;version=1.0.0"), Map.of());
        Jars.plugin(base.resolve("bundles/bus-embedded.jar"), "bus-embedded", "1.0.0", "io.leengine.bus.embedded",
            FOLDER, Map.of("Import-Package", SPI));
        Jars.plugin(base.resolve("bundles/monitor.jar"), "monitor", "1.0.0", "io.leengine.monitor.embedded", "", Map.of());
        Jars.jar(base.resolve("lib/launcher.jar"), Map.of(), Map.of("META-INF/LICENSE.txt", "Do what you like."));
        Path script = base.resolve("bin/leengine");
        Files.createDirectories(script.getParent());
        Files.writeString(script, "#!/bin/sh\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(base.resolve("cache"));
        Files.writeString(base.resolve("cache/engine.aot"), "of this place");
        Files.createDirectories(base.resolve("conf"));
        Files.writeString(base.resolve(Parts.FILE), """
            [
              {"seam": "bus", "name": "default", "plugin": "io.leengine.bus.embedded", "settings": {"folder": "/x"}},
              {"seam": "monitor", "name": "default", "plugin": "io.leengine.monitor.embedded", "settings": {}}
            ]
            """);
        Completion.complete(base, Inventory.named("embedded", "1.0", Instant.parse("2026-01-01T00:00:00Z")),
            Files.createDirectories(temp.resolve("repository")));
    }

    @Test
    void twoExportsAreTheSameInEveryForm() throws IOException {
        Path bus = bus("2.0.0", FOLDER);
        for (String form : List.of("", ".zip", ".tar.gz")) {
            Path first = temp.resolve("first" + form);
            Path second = temp.resolve("second" + form);
            assertEquals(0, export(first, "--swap", "bus=" + bus, "--set", "bus.folder=/y"), said);
            assertEquals(0, export(second, "--swap", "bus=" + bus, "--set", "bus.folder=/y"), said);
            if (form.isEmpty()) {
                assertEquals(state(first), state(second));
            } else {
                assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
                assertEquals(state(temp.resolve("first")), stateOfArchive(first));
            }
        }
        assertEquals(List.of(), temporaries());
    }

    @Test
    void hasExactlyItsBundlesAndSaysSo() throws IOException, ExportException {
        Path out = temp.resolve("out");
        assertEquals(0, export(out, "--swap", "bus=" + bus("2.0.0", FOLDER + PORT), "--set", "bus.folder=/y", "--set",
            "bus.port=${leengine.lb.port}", "--name", "acme"), said);
        assertEquals(List.of("acme-bus-2.0.0.jar", "monitor.jar", "spi.jar"), names(out.resolve("bundles")));
        assertFalse(Files.exists(out.resolve("cache")));
        assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(out.resolve("bin/leengine"))));
        Lock lock = Lock.read(out).orElseThrow();
        assertEquals("acme", lock.name());
        assertEquals(List.of("bundles/acme-bus-2.0.0.jar", "bundles/monitor.jar", "bundles/spi.jar", "lib/launcher.jar"),
            lock.jars().stream().map(Lock.Jar::path).toList());
        for (Lock.Jar jar : lock.jars()) {
            assertEquals(jar.sha256(), Digests.of(out.resolve(jar.path())));
        }
        assertEquals("file:acme.jar", lock.jars().getFirst().origin());
        JsonNode parts = JsonMapper.builder().build().readTree(out.resolve(Parts.FILE).toFile());
        assertEquals("io.leengine.bus.acme", parts.at("/0/plugin").asText());
        assertEquals("{\"folder\":\"/y\",\"port\":\"${leengine.lb.port}\"}", parts.at("/0/settings").toString());
        assertTrue(Files.readString(out.resolve("licences/README.md")).contains("META-INF/LICENSE.txt"));
        JsonNode bom = JsonMapper.builder().build().readTree(out.resolve("bom.json").toFile());
        assertEquals("1.6", bom.path("specVersion").asText());
        assertEquals(4, bom.path("components").size());
        assertFalse(bom.has("serialNumber") || bom.at("/metadata").has("timestamp"));
    }

    @Test
    void anExportIsABaseForAnother() throws IOException {
        Path first = temp.resolve("first");
        assertEquals(0, export(first), said);
        assertEquals(0, exportFrom(first.toString(), temp.resolve("second")), said);
        assertEquals(state(first), state(temp.resolve("second")));
    }

    @Test
    void anotherBuildOfThePluginKeepsTheSettings() throws IOException {
        Path newer = Jars.plugin(temp.resolve("newer.jar"), "bus-embedded", "1.1.0", "io.leengine.bus.embedded", FOLDER,
            Map.of("Import-Package", SPI));
        assertEquals(0, export(temp.resolve("out"), "--swap", "bus=" + newer), said);
        assertEquals(Files.readString(base.resolve(Parts.FILE)), Files.readString(temp.resolve("out").resolve(Parts.FILE)));
    }

    @Test
    void whatIsLeftOutTakesItsPartsAlong() throws IOException {
        assertEquals(0, export(temp.resolve("out"), "--remove", "monitor"), said);
        assertFalse(Files.readString(temp.resolve("out").resolve(Parts.FILE)).contains("monitor"));
        refused(3, "the base has no bundle 'no-such'", "--remove", "no-such");
    }

    @Test
    void aPluginForAnotherSpiIsRefusedInWords() throws IOException {
        Path next = Jars.plugin(temp.resolve("next.jar"), "next", "1.0.0", "io.leengine.bus.next", "",
            Map.of("Import-Package", "io.leengine.spi.bus;version=\"[2,3)\",com.acme.library"));
        refused(2, "next 1.0.0 needs package io.leengine.spi.bus [2,3); this distribution offers 1.0.0",
            "--swap", "bus=" + next);
        assertTrue(said.contains("next 1.0.0 needs package com.acme.library; nothing here offers it"), said);
    }

    @Test
    void whatAPartNeedsCanBeAdded() throws IOException {
        Path library = Jars.bundle(temp.resolve("library.jar"), "library", "1.0.0",
            Map.of("Export-Package", "com.acme.library"), Map.of());
        Path user = Jars.plugin(temp.resolve("user.jar"), "user", "1.0.0", "io.leengine.bus.user", "",
            Map.of("Import-Package", "com.acme.library"));
        refused(2, "nothing here offers it", "--swap", "bus=" + user);
        assertEquals(0, export(temp.resolve("out"), "--swap", "bus=" + user, "--add", library.toString()), said);
        refused(2, "the bundle spi 1.0.0 would be there twice", "--add", base.resolve("bundles/spi.jar").toString());
    }

    @Test
    void aJarThatIsNoBundleOrIsDamagedIsRefused() throws IOException {
        Path library = Jars.jar(temp.resolve("plain.jar"), Map.of(), Map.of("a", "b"));
        refused(2, "plain.jar is no bundle: its manifest has no Bundle-SymbolicName", "--swap", "bus=" + library);
        Path half = bus("3.0.0", FOLDER);
        try (FileChannel channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
        refused(2, "is damaged: it cannot be read as a jar", "--swap", "bus=" + half);
        Path rotten = Jars.bundle(temp.resolve("rotten.jar"), "rotten", "1.0.0", Map.of(), Map.of("a", "b".repeat(100)));
        try (FileChannel channel = FileChannel.open(rotten, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // Within the first entry's content: the list of entries is whole.
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 60);
        }
        refused(2, "rotten.jar is", "--add", rotten.toString());
        refused(3, "there is no file", "--swap", "bus=" + temp.resolve("no.jar"));
        refused(2, "has no plugin for the seam monitor", "--swap", "monitor=" + bus("2.0.0", FOLDER));
    }

    @Test
    void seamsAreNamedByTheProductsWords() throws IOException {
        Path jar = bus("2.0.0", "");
        refused(2, "there is no seam 'balancer'", "--swap", "balancer=" + jar);
        assertTrue(said.contains("scheduler, network, load-balancer, builder, registry-storage, monitor, bus, notifier, identity"),
            said);
        refused(2, "two jars for the seam bus", "--swap", "bus=" + jar, "--swap", "bus=" + temp.resolve("other.jar"));
        refused(2, "two jars for the seam load-balancer", "--swap", "lb=a.jar", "--swap", "load-balancer=b.jar");
    }

    @Test
    void settingsAreHeldAgainstTheirDescription() throws IOException {
        Path bus = bus("2.0.0", FOLDER + PORT);
        refused(2, "the bus 'default' needs the setting 'folder' of io.leengine.bus.acme: Folder. Where it keeps things.",
            "--swap", "bus=" + bus);
        refused(2, "the setting bus.port of io.leengine.bus.acme is a whole number from 0 to 65535, not 'http'",
            "--swap", "bus=" + bus, "--set", "bus.folder=/y", "--set", "bus.port=http");
        refused(2, "not '70000'", "--swap", "bus=" + bus, "--set", "bus.folder=/y", "--set", "bus.port=70000");
        refused(2, "io.leengine.bus.acme has no setting 'colour'", "--swap", "bus=" + bus, "--set", "bus.colour=red");
        refused(2, "'bus' is no setting", "--set", "bus");
        refused(3, "there is no bus 'second' to give the setting", "--set", "bus/second.folder=/z");
    }

    @Test
    void aPlaceThatIsTakenIsRefused() throws IOException {
        Path out = Files.createDirectories(temp.resolve("taken"));
        assertEquals(0, export(out), said);
        assertEquals(5, export(out));
        assertTrue(said.contains("--out " + out + " is there already and not empty"), said);
        Path file = Files.writeString(temp.resolve("taken.zip"), "mine");
        assertEquals(5, export(file));
        assertEquals("mine", Files.readString(file));
        assertEquals(2, export(base.resolve("inside")));
    }

    @Test
    void aBaseThatWasChangedIsRefused() throws IOException {
        Jars.bundle(base.resolve("bundles/spi.jar"), "spi", "1.0.0", Map.of(), Map.of("changed", "yes"));
        refused(5, "spi.jar differs from distribution.lock");
        assertEquals(3, exportFrom("no-such", temp.resolve("out")));
        assertTrue(said.contains("there is no distribution 'no-such' to begin with"), said);
    }

    @Test
    void anInterruptLeavesNothing() throws IOException, ExportException {
        for (String form : List.of("", ".zip", ".tar.gz")) {
            Target target = Target.of(temp.resolve("out" + form), base);
            Thread.currentThread().interrupt();
            ExportException ended = assertThrows(ExportException.class, () -> target.write(
                List.of(Item.of("a", new byte[] {1})), Inventory.named("embedded", "1.0", Instant.EPOCH)));
            assertTrue(Thread.interrupted());
            assertEquals("interrupted", ended.getMessage());
            assertFalse(Files.exists(temp.resolve("out" + form)));
        }
        assertEquals(List.of(), temporaries());
    }

    @Test
    void whatAKilledExportLeftIsTidiedUp() throws IOException {
        // No process has this number: the kernel gives none so high.
        Path left = Files.createDirectories(temp.resolve(".out.export-99999999/bundles"));
        Files.writeString(left.resolve("half.jar"), "half");
        assertEquals(0, export(temp.resolve("out")), said);
        assertEquals(List.of(), temporaries());
    }

    private void refused(int code, String words, String... arguments) throws IOException {
        assertEquals(code, export(temp.resolve("refused"), arguments), said);
        assertTrue(said.contains(words), said);
        assertFalse(Files.exists(temp.resolve("refused")));
        assertEquals(List.of(), temporaries());
    }

    private Path bus(String version, String settings) throws IOException {
        return Jars.plugin(temp.resolve("acme.jar"), "acme-bus", version, "io.leengine.bus.acme", settings,
            Map.of("Import-Package", SPI));
    }

    private int export(Path out, String... arguments) {
        return exportFrom("embedded", out, arguments);
    }

    private int exportFrom(String from, Path out, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--own", base.toString(), "--base", from, "--out", out.toString()));
        all.addAll(List.of(arguments));
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        int code = new ExportTool().run(writer, writer, all.toArray(String[]::new));
        said = text.toString();
        return code;
    }

    private List<String> temporaries() throws IOException {
        return names(temp).stream().filter(name -> name.startsWith(".")).toList();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Map<String, String> stateOfArchive(Path archive) throws IOException {
        if (archive.toString().endsWith(".zip")) {
            try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("enablePosixFileAttributes", "true"))) {
                return state(zip.getPath("leengine-embedded-1.0"));
            }
        }
        Path folder = Files.createDirectories(temp.resolve("unpacked"));
        try {
            assertEquals(0, new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString()).inheritIO().start()
                .waitFor());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return state(folder.resolve("leengine-embedded-1.0"));
    }

    /** Returns what there is to compare of each file and folder: content, mode and time. */
    private static Map<String, String> state(Path folder) throws IOException {
        Map<String, String> state = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.toList()) {
                String name = folder.relativize(file).toString().replaceFirst("/$", "");
                state.put(name, (Files.isDirectory(file) ? "" : Digests.of(file) + " ")
                    + new TreeSet<>(Files.getPosixFilePermissions(file)) + " " + Files.getLastModifiedTime(file));
            }
        }
        return state;
    }
}
