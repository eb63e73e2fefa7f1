package io.leengine.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SystemdServiceTest {
    private static final Path TEMPLATE = Path.of("../../distro/src/main/agent/systemd/leengine-agent.service");

    @Test
    void theUnitHasThePathsOfTheHost() throws Exception {
        String template = Files.readString(TEMPLATE);
        SystemdService service = new SystemdService(new Distribution(Path.of("/srv/agent")), Path.of("/etc/x/agent.properties"));
        String unit = service.unit(template, new HostSettings(Map.of("folder", "/srv/state")));
        assertTrue(unit.contains("\nExecStart=/srv/agent/bin/leengine-agent run --settings /etc/x/agent.properties\n"), unit);
        assertTrue(unit.contains("\nReadWritePaths=/srv/state\n"), unit);
        assertTrue(unit.contains("\nKillMode=process\n"), "nginx outlives the agent");
        assertEquals(template.lines().count(), unit.lines().count());
    }
}
