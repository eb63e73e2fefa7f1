package io.leengine.rest.view;

import io.leengine.model.Health;

/** How a part is. */
@Doc("How a part of the platform is.")
public record HealthView(Health.State state, @Doc("Why; empty when it is up.") String message) {
    /** Returns the view. */
    public static HealthView of(Health health) {
        return new HealthView(health.state(), health.message());
    }
}
