package io.leengine.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPiecesTest {
    @TempDir
    Path folder;

    private Path executable(String path) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n");
        assertTrue(file.toFile().setExecutable(true));
        return file;
    }

    @Test
    void theDistributionIsWhatWasSaidThenTheVariableThenThePath() throws Exception {
        executable("said/bin/leengine-engine");
        executable("variable/bin/leengine-engine");
        executable("path/bin/leengine-engine");
        executable("path/bin/leengine");
        executable("clone/leengine");
        executable("clone/distro/target/leengine-embedded/bin/leengine-engine");
        String path = folder.resolve("none") + ":" + folder.resolve("path/bin");
        Map<String, String> environment = Map.of("LEENGINE_HOME", folder.resolve("variable").toString(), "PATH", path);
        assertEquals(folder.resolve("said"), Distribution.find(folder.resolve("said").toString(), environment));
        assertEquals(folder.resolve("variable"), Distribution.find("", environment));
        assertEquals(folder.resolve("path"), Distribution.find(null, Map.of("PATH", path)));
        assertEquals(folder.resolve("clone/distro/target/leengine-embedded"),
            Distribution.find(null, Map.of("PATH", folder.resolve("clone").toString())));
        MojoExecutionException none = assertThrows(MojoExecutionException.class,
            () -> Distribution.find(null, Map.of("PATH", folder.toString())));
        assertTrue(none.getMessage().contains("LEENGINE_HOME"), none.getMessage());
        MojoExecutionException wrong = assertThrows(MojoExecutionException.class,
            () -> Distribution.find(folder.toString(), environment));
        assertTrue(wrong.getMessage().contains("leengine.home is " + folder), wrong.getMessage());
    }

    @Test
    void aJarTakesThePlaceOfTheOneBefore() throws Exception {
        PluginFolder plugins = new PluginFolder(folder.resolve("plugins"), "mine.jar");
        for (String content : List.of("first", "second")) {
            plugins.put(Files.writeString(folder.resolve("built"), content));
            assertEquals(content, Files.readString(folder.resolve("plugins/mine.jar")));
        }
        try (Stream<Path> files = Files.list(folder.resolve("plugins"))) {
            assertEquals(1, files.count(), "nothing half is left");
        }
    }

    @Test
    void theManifestTellsWhatWasBuilt() throws Exception {
        assertEquals(new BuiltPlugin("mine", "1.0.0.20260101"), BuiltPlugin.read(jar("mine;singleton:=true")));
        IOException none = assertThrows(IOException.class, () -> BuiltPlugin.read(jar(null)));
        assertTrue(none.getMessage().contains("bnd-maven-plugin"), none.getMessage());
    }

    private Path jar(String name) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Bundle-Version", "1.0.0.20260101");
        if (name != null) {
            manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
        }
        Path file = folder.resolve("some.jar");
        try (OutputStream out = Files.newOutputStream(file)) {
            new JarOutputStream(out, manifest).close();
        }
        return file;
    }

    @Test
    void ofAFailedBuildOneHearsWhatFailed() {
        assertEquals(Set.of("/x/One.java:[3,1] reached end of file while parsing"), PluginBuild.told(List.of(
            "\u001b[1;31m[ERROR]\u001b[m COMPILATION ERROR : ", "[ERROR] /x/One.java:[3,1] reached end of file while parsing",
            "[ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin on project x",
            "[ERROR] /x/One.java:[3,1] reached end of file while parsing", "[ERROR] -> [Help 1]", "[ERROR] ", "",
            "[ERROR] Re-run Maven using the -X switch to enable full debug logging.")));
    }
}
