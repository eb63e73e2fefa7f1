package io.leengine.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentUserTest {
    private static final String USER = "nobody";

    @TempDir
    private Path temp;
    private Path settings;
    private HostSettings host;

    @BeforeEach
    void join() throws Exception {
        settings = temp.resolve("etc/agent.properties");
        Path password = settings.resolveSibling("bus-password");
        Files.createDirectory(settings.getParent());
        Texts.write(settings, "");
        Texts.write(password, "");
        host = new HostSettings(new LinkedHashMap<>(Map.of("folder", temp.resolve("state").toString(), "bus.password.file",
            password.toString())));
        new HostFolder(host.folder()).hold().close();
    }

    private void give() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may give files away");
        AgentUser.named(USER, temp).give(host, settings);
    }

    private static String owner(Path file) throws IOException {
        return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
    }

    @Test
    void itIsGivenWhatJoinMakes() throws Exception {
        give();
        for (Path each : List.of(host.folder(), host.folder().resolve("agent.lock"), host.folder().resolve("updates"),
                host.folder().resolve("framework"), settings, settings.resolveSibling("bus-password"), settings.getParent())) {
            assertEquals(USER, owner(each), each.toString());
        }
    }

    @Test
    void whatElseIsBesideTheSettingsStaysAnothers() throws Exception {
        Path other = Files.createFile(settings.resolveSibling("shadow"));
        Path below = Files.createFile(Files.createDirectory(settings.resolveSibling("ssl")).resolve("key"));
        give();
        for (Path each : List.of(other, below, below.getParent(), settings.getParent())) {
            assertEquals("root", owner(each), each.toString());
        }
        assertEquals(USER, owner(settings));
    }

    @Test
    void whatALinkLeadsToStaysAnothers() throws Exception {
        Path other = Files.createFile(Files.createDirectory(temp.resolve("other")).resolve("shadow"));
        Files.delete(host.folder().resolve("agent.lock"));
        Files.createSymbolicLink(host.folder().resolve("agent.lock"), other);
        Files.delete(host.folder().resolve("updates"));
        Files.createSymbolicLink(host.folder().resolve("updates"), other.getParent());
        Files.createSymbolicLink(host.folder().resolve("more"), other);
        give();
        assertEquals("root", owner(other));
        assertEquals("root", owner(other.getParent()));
        assertThrows(AgentException.class, () -> new HostFolder(host.folder()).hold());
        assertEquals("", Files.readString(other), "nor is it written to");
    }

    @Test
    void aFolderThatAnotherUsersAgentHasRunOnIsRefused() throws Exception {
        AgentUser.check("leengine-agent", host);
        Files.createDirectory(host.nginx());
        AgentException refused = assertThrows(AgentException.class, () -> AgentUser.check("leengine-agent", host));
        assertTrue(refused.getMessage().contains(owner(host.nginx())), refused.getMessage());
        AgentUser.check(owner(host.nginx()), host);
    }

    @Test
    void aFolderThatIsALinkIsRefused() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("link"), host.folder());
        HostSettings linked = new HostSettings(Map.of("folder", link.toString()));
        assertThrows(AgentException.class, () -> AgentUser.check("leengine-agent", linked));
    }

    @Test
    void aFolderWithSomethingElseInItIsForeign() throws Exception {
        assertEquals(false, new HostFolder(host.folder()).isForeign());
        assertEquals(false, new HostFolder(temp.resolve("none")).isForeign());
        assertEquals(false, new HostFolder(Files.createDirectory(temp.resolve("empty"))).isForeign());
        assertEquals(true, new HostFolder(settings.getParent()).isForeign());
    }
}
