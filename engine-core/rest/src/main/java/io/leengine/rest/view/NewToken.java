package io.leengine.rest.view;

import java.util.Optional;

/** A personal token to make. */
@Doc("A personal token to make.")
public record NewToken(@Doc(value = "For its owner to know it by.", example = "laptop", longest = 100) String name,
        @Doc(value = "How long it is valid; for ever unless said.", example = "2592000",
            least = 60, most = 31_622_400)
        Optional<Long> validitySeconds) {
}
