package io.leengine.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path temp;

    @BeforeEach
    void writeDistribution() throws IOException {
        Files.createDirectories(temp.resolve("home/conf"));
        Files.createDirectories(temp.resolve("data"));
        Files.writeString(temp.resolve("home/conf/leengine.properties"),
                "leengine.http.port=1\nleengine.lb.port=2\nleengine.http.address=127.0.0.2\nmine=dist\n");
    }

    @Test
    void theDataFolderWinsOverTheDistributionAndTheCommandLineOverBoth() throws Exception {
        Files.writeString(temp.resolve("data/leengine.properties"), "leengine.lb.port=3\nmine=data\n");
        Settings settings = read(Map.of("leengine.http.port", "4"));
        assertEquals("4", settings.get("leengine.http.port"));
        assertEquals("3", settings.get("leengine.lb.port"));
        assertEquals("data", settings.get("mine"));
    }

    @Test
    void theLoadBalancerListensWhereTheApiDoesUnlessToldOtherwise() throws Exception {
        assertEquals("127.0.0.2", read(Map.of()).get("leengine.lb.address"));
        assertEquals("::1", read(Map.of("leengine.lb.address", "::1")).get("leengine.lb.address"));
    }

    @Test
    void namesTheFoldersOfTheData() throws Exception {
        Settings settings = read(Map.of());
        assertEquals(temp.resolve("home/conf/parts.json").toString(), settings.get("leengine.seed"));
    }

    @Test
    void refusesAPortOutOfBounds() {
        LaunchException refused = assertThrows(LaunchException.class, () -> read(Map.of("leengine.http.port", "65536")));
        assertEquals(ExitCode.USAGE, refused.exitCode());
    }

    private Settings read(Map<String, String> overrides) throws LaunchException {
        Map<String, String> all = new HashMap<>(overrides);
        all.put("leengine.data", temp.resolve("data").toString());
        return Settings.read(new Distribution(temp.resolve("home")), new CommandLine(all, false, false));
    }
}
