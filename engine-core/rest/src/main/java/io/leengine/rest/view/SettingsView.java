package io.leengine.rest.view;

import io.leengine.engine.domain.Version;
import java.util.List;
import java.util.Map;

/** How an instance is run. */
@Doc("How an instance is run.")
public record SettingsView(@Doc("Replaces the image's command; empty for the image's.") List<String> command,
        @Doc("Variables; their values are blank for those who may not see them.") Map<String, String> environment,
        @Doc("Where it listens; 0 lets the cell choose and say so in `PORT`.") int port,
        @Doc("Thousandths of a processor.") int cpuMillis, @Doc("Memory.") long memoryBytes,
        HealthCheckView healthCheck, @Doc("Between being asked to stop and being killed.") long graceSeconds) {
    static SettingsView of(Version.Settings settings) {
        return new SettingsView(settings.command(), settings.environment(), settings.port(), settings.cpuMillis(),
            settings.memoryBytes(), HealthCheckView.of(settings), settings.grace().toSeconds());
    }

    /** Hides the environment's values. */
    @Override
    public String toString() {
        return "SettingsView[" + environment.keySet() + "]";
    }
}
