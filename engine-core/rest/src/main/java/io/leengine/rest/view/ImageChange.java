package io.leengine.rest.view;

import java.util.Optional;

/** What to change of an image. */
@Doc("What to change of an image; what is absent stays.")
public record ImageChange(@Doc(value = "For people.", lines = true) Optional<String> description,
        @Doc(value = "Whether anyone may pull it.", example = "true") Optional<Boolean> isPublic) {
}
