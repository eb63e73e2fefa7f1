package io.leengine.spi.scheduler;

import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import java.time.Duration;

/**
 * An HTTP GET on the instance's port; any status from 200 to 399 within the time-out is healthy. An instance is ready
 * from its first healthy answer until {@code failures} unhealthy ones in a row.
 *
 * @param path starts with a slash; printable ASCII without spaces
 * @param interval between checks, 100 ms to 5 min
 * @param timeout of one check, 100 ms to 1 min
 * @param failures unhealthy answers in a row that make it not ready, 1 to 100
 * @param startLimit how long it may take to become ready for the first time before it is restarted, 1 s to 1 h
 * @param restartAfter unhealthy answers in a row after which the process of an instance that has been ready is restarted, with
 *     its grace: from {@code failures} to 1,000; 0 for never
 */
public record HealthCheck(String path, Duration interval, Duration timeout, int failures, Duration startLimit,
        int restartAfter) {
    /** Checks the bounds. */
    public HealthCheck {
        if (path == null || !path.startsWith("/") || path.length() > 1_024
                || path.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw EngineException.invalid("healthCheck.path", "The health check's path must start with '/' and hold "
                + "printable ASCII without spaces, at most 1024 characters.");
        }
        Identifiers.within("healthCheck.intervalMillis", interval.toMillis(), 100, 300_000);
        Identifiers.within("healthCheck.timeoutMillis", timeout.toMillis(), 100, 60_000);
        Identifiers.within("healthCheck.failures", failures, 1, 100);
        Identifiers.within("healthCheck.startLimitMillis", startLimit.toMillis(), 1_000, 3_600_000);
        Identifiers.within("healthCheck.restartAfter", restartAfter, 0, 1_000);
        if (restartAfter != 0 && restartAfter < failures) {
            throw EngineException.invalid("healthCheck.restartAfter", "'healthCheck.restartAfter' must be 0, or at least "
                + "'healthCheck.failures', which is " + failures + ": who is restarted must have been left out before.");
        }
    }

    /** Never restarts what has been ready. */
    public HealthCheck(String path, Duration interval, Duration timeout, int failures, Duration startLimit) {
        this(path, interval, timeout, failures, startLimit, 0);
    }
}
