package io.leengine.rest.view;

import java.util.Optional;

/** How readiness is to be told; what is absent comes from the form. */
@Doc("How readiness is to be told; what is absent comes from the form.")
public record NewHealthCheck(@Doc(value = "Its path.", example = "/health", longest = 1_024) Optional<String> path,
        @Doc(value = "Between checks.", least = 100, most = 300_000) Optional<Long> intervalMillis,
        @Doc(value = "For one check.", least = 100, most = 60_000) Optional<Long> timeoutMillis,
        @Doc(value = "Unhealthy answers in a row that make it not ready.", least = 1, most = 100)
        Optional<Integer> failures,
        @Doc(value = "To become ready for the first time.", least = 1_000, most = 3_600_000)
        Optional<Long> startLimitMillis,
        @Doc(value = "Unhealthy answers in a row after which the process is restarted, once it has been ready: 0 for never, or "
            + "at least `failures`.", least = 0, most = 1_000)
        Optional<Integer> restartAfter) {
    static NewHealthCheck nothing() {
        return new NewHealthCheck(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty());
    }
}
