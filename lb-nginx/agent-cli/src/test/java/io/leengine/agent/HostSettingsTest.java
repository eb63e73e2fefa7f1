package io.leengine.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostSettingsTest {
    private static final String LEAST = """
        group = edge
        name = one
        folder = /var/lib/leengine-agent
        bus.endpoints = https://10.0.0.1:2379
        """;

    @TempDir
    private Path folder;

    private HostSettings read(String text) throws Exception {
        return HostSettings.read(Files.writeString(folder.resolve("agent.properties"), text));
    }

    @Test
    void whatAgentAndBusAreConfiguredWith() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "not-to-be-seen\n");
        HostSettings settings = read(LEAST + "listeners = 0.0.0.0:80, [::]:80\nworkers = 4\nbus.user = edge-1\n"
            + "bus.password.file = " + password + "\n");
        assertEquals("/var/lib/leengine-agent/nginx", settings.agent().get("folder"));
        assertArrayEquals(new String[] {"0.0.0.0:80", "[::]:80"}, (String[]) settings.agent().get("listeners"));
        assertEquals(List.of("0.0.0.0:80", "[::]:80"), settings.listeners());
        assertEquals("4", settings.agent().get("workers"));
        assertEquals("https://10.0.0.1:2379", settings.bus().get("endpoints"));
        assertEquals("edge-1", settings.bus().get("user"));
        assertEquals("not-to-be-seen\n", settings.bus().get("password"));
        assertEquals(null, settings.agent().get("bus.user"));
        assertEquals(null, settings.bus().get("password.file"));
    }

    @Test
    void bothKindsOfListenersAreLookedAt() throws Exception {
        HostSettings settings = read(LEAST + "tls.listeners = 0.0.0.0:443\nmetrics.address = \n");
        assertArrayEquals(new String[] {"0.0.0.0:443"}, (String[]) settings.agent().get("tls.listeners"));
        assertEquals("", settings.agent().get("metrics.address"));
        assertEquals(List.of("0.0.0.0:80", "0.0.0.0:443"), settings.listeners());
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        HostSettings settings = read(LEAST + "addresses = a.example.org:80\n").withFile("ca", folder.resolve("ca\\x.crt"));
        assertEquals(settings.values(), read(settings.text()).values());
    }

    @Test
    void whatIsWrongIsNamed() {
        for (List<String> each : List.of(List.of(LEAST.replace("group = edge\n", ""), "'group' is missing"),
                List.of(LEAST + "grop = x\n", "no setting 'grop'"), List.of(LEAST + "bus.secret.file = /x\n", "bus.secret.file"),
                List.of(LEAST.replace("= /var", "= var"), "absolute path"))) {
            AgentException refused = assertThrows(AgentException.class, () -> read(each.getFirst()));
            assertEquals(AgentException.USAGE, refused.exitCode());
            assertTrue(refused.getMessage().contains(each.getLast()), refused.getMessage());
        }
        AgentException refused = assertThrows(AgentException.class, () -> HostSettings.read(folder.resolve("none")));
        assertTrue(refused.nextStep().contains("leengine-agent join"), refused.nextStep());
    }

    @Test
    void aFileThatIsNotThereIsNamed() throws Exception {
        HostSettings settings = read(LEAST).withFile("key", folder.resolve("none.key"));
        AgentException refused = assertThrows(AgentException.class, settings::bus);
        assertTrue(refused.getMessage().contains("none.key"), refused.getMessage());
    }
}
