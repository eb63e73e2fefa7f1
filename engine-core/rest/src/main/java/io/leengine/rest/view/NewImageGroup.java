package io.leengine.rest.view;

import java.util.Optional;

/** An image group to create. */
@Doc("An image group to create.")
public record NewImageGroup(@Doc(value = "Unique; it stays.", example = "tools", pattern = Patterns.NAME) String name,
        @Doc(value = "For people.", example = "What every team builds with") Optional<String> description) {
}
