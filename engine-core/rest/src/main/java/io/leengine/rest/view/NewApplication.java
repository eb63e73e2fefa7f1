package io.leengine.rest.view;

import io.leengine.engine.Applications;
import java.util.Optional;

/** An application to create. */
@Doc("An application to create.")
public record NewApplication(
        @Doc(value = "Unique; becomes the namespace.", example = "hello", longest = 63, pattern = Patterns.NAME)
        String name,
        @Doc(value = "For people.", example = "Greets", lines = true) Optional<String> description,
        @Doc(value = "Its image repository; its name unless said.", longest = 255) Optional<String> image,
        @Doc(value = "Its domain; the platform chooses unless said.", longest = 253) Optional<String> host,
        @Doc(value = "The load-balancer group; the first unless said.", longest = 63) Optional<String> group,
        @Doc("Whether only members see it; no unless said.") Optional<Boolean> isPrivate) {
    /** Returns what the engine is asked for. */
    public Applications.Draft draft() {
        return new Applications.Draft(name, description.orElse(""), image.orElse(""), host.orElse(""),
            group.orElse(""), isPrivate.orElse(false));
    }
}
