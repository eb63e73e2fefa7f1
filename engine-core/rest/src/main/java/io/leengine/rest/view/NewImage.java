package io.leengine.rest.view;

import io.leengine.engine.Images;
import java.util.Optional;

/** An image to create. */
@Doc("An image to create.")
public record NewImage(@Doc(value = "Its name in the registry.", example = "team/hello", longest = 255) String repository,
        @Doc(value = "For people.", lines = true) Optional<String> description,
        @Doc("Whether anyone may pull it; no unless said.") Optional<Boolean> isPublic,
        @Doc(value = "The image group it comes into; none unless said.", longest = 63) Optional<String> group) {
    /** Returns what the engine is asked for. */
    public Images.Draft draft() {
        return new Images.Draft(repository, description.orElse(""), isPublic.orElse(false), group);
    }
}
