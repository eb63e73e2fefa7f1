package io.leengine.rest.view;

import java.util.Optional;

/** Where an image is to be. */
@Doc("Where an image is to be.")
public record ImageMove(@Doc(value = "The image group; none when it is absent.", example = "tools")
        Optional<String> group) {
}
