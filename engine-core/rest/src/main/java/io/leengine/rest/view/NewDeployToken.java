package io.leengine.rest.view;

import io.leengine.engine.domain.Role;
import java.util.Optional;

/** A deploy token to make. */
@Doc("A deploy token to make.")
public record NewDeployToken(@Doc(value = "To know it by.", example = "pipeline", longest = 100) String name,
        @Doc(value = "What it may do with the resource; at most MASTER, and at most what its maker has.", example = "DEVELOPER")
        Role role,
        @Doc(value = "How long it is valid; for ever unless said.", example = "2592000",
            least = 60, most = 31_622_400)
        Optional<Long> validitySeconds) {
}
