package io.leengine.spi.scheduler;

import io.leengine.model.Identifiers;
import io.leengine.model.ImageReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What each instance of a version is.
 *
 * @param image what it runs
 * @param command replaces the image's entry point and command when not empty
 * @param environment added to the image's; the scheduler adds {@code PORT}
 * @param port where the instance listens; 0 lets the scheduler choose and tell it in {@code PORT}. A scheduler without
 *     addresses of their own for instances (a process on this machine) may always choose; the instance's endpoint says
 * @param cpuMillis thousandths of a processor it may use, at least 10
 * @param memoryBytes memory it may use before it is killed, at least 4 MiB
 * @param health how readiness is told
 * @param grace time between asking to stop (SIGTERM) and killing
 */
public record InstanceTemplate(ImageReference image, List<String> command, Map<String, String> environment, int port,
        int cpuMillis, long memoryBytes, HealthCheck health, Duration grace) {
    /** Copies the collections and checks the bounds. */
    public InstanceTemplate {
        Objects.requireNonNull(image, "image");
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        environment.keySet().forEach(name -> Identifiers.variable("environment", name));
        Identifiers.within("port", port, 0, 65_535);
        Identifiers.within("cpuMillis", cpuMillis, 10, 1_000_000);
        Identifiers.within("memoryBytes", memoryBytes, 4L << 20, 1L << 50);
        Objects.requireNonNull(health, "health");
        Identifiers.within("grace", grace.toSeconds(), 0, 3_600);
    }
}
