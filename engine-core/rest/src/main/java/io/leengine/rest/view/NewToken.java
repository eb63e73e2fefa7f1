package io.leengine.rest.view;

import java.util.Optional;

/** A personal token to make. */
@Doc("A personal token to make.")
public record NewToken(@Doc(value = "For its owner to know it by.", example = "laptop") String name,
        @Doc(value = "How long it is valid; for ever unless said.", example = "2592000")
        Optional<Long> validitySeconds) {
}
