package io.leengine.rest.view;

import java.util.Optional;

/** How readiness is to be told; what is absent comes from the form. */
@Doc("How readiness is to be told; what is absent comes from the form.")
public record NewHealthCheck(@Doc(value = "Its path.", example = "/health") Optional<String> path,
        @Doc("Between checks.") Optional<Long> intervalMillis, @Doc("For one check.") Optional<Long> timeoutMillis,
        @Doc("Unhealthy answers in a row that make it not ready.") Optional<Integer> failures,
        @Doc("To become ready for the first time.") Optional<Long> startLimitMillis) {
    static NewHealthCheck nothing() {
        return new NewHealthCheck(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty());
    }
}
