package io.leengine.agent;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which file has the host's settings. */
final class SettingsFile {
    @Option(names = "--settings", paramLabel = "FILE", defaultValue = "/etc/leengine-agent/agent.properties",
        description = "The file with this host's settings (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("/etc/leengine-agent/agent.properties");

    Path file() {
        return file.toAbsolutePath().normalize();
    }

    HostSettings read() throws AgentException {
        return HostSettings.read(file());
    }
}
