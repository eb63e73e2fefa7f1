package io.leengine.rest.view;

import io.leengine.engine.domain.Version;

/** How readiness is told. */
@Doc("An HTTP GET on the instance's port; 200 to 399 in time is healthy.")
public record HealthCheckView(@Doc(value = "Its path.", example = "/") String path,
        @Doc("Between checks.") long intervalMillis, @Doc("For one check.") long timeoutMillis,
        @Doc("Unhealthy answers in a row that make it not ready.") int failures,
        @Doc("To become ready for the first time.") long startLimitMillis,
        @Doc("Unhealthy answers in a row after which the process is restarted, once it has been ready; 0 for never.")
        int restartAfter) {
    static HealthCheckView of(Version.Settings settings) {
        return new HealthCheckView(settings.healthPath(), settings.healthInterval().toMillis(),
            settings.healthTimeout().toMillis(), settings.healthFailures(), settings.startLimit().toMillis(),
            settings.healthRestartAfter());
    }
}
