package io.leengine.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

class HostFolderTest {
    @TempDir
    private Path temp;

    @Test
    void itIsHeldUntilItIsLetGo() throws Exception {
        HostFolder folder = new HostFolder(temp.resolve("state"));
        assertEquals(OptionalLong.empty(), folder.holder());
        for (int i = 0; i < 2; i++) {
            folder.hold().close();
            assertEquals(OptionalLong.empty(), folder.holder());
            folder.end(Duration.ofSeconds(1));
        }
    }

    @Test
    void whatAnAgentSaysOfItselfIsReadByOthers() throws Exception {
        HostFolder folder = new HostFolder(temp.resolve("state"));
        folder.hold().close();
        Version newer = new Version("0.1.7");
        TreeMap<String, String> values = new TreeMap<>();
        values.put("bundle.agent", "0.1.6 ACTIVE 2026-01-01T00:00:00Z");
        values.put("failure.agent", "0.1.7 no such package: a\\b\nand more");
        new AgentStatus(values).write(folder);
        AgentStatus read = AgentStatus.read(folder);
        assertTrue(read.runs("agent", new Version("0.1.6")));
        assertFalse(read.runs("agent", newer));
        assertEquals("no such package: a\\b and more", read.failure("agent", newer));
        assertEquals("", read.failure("agent", new Version("0.1.8")));
    }
}
