package io.leengine.rest.view;

import io.leengine.engine.Applications;
import java.util.Optional;

/** An application to create. */
@Doc("An application to create.")
public record NewApplication(
        @Doc(value = "Unique; becomes the namespace.", example = "hello", pattern = Patterns.NAME) String name,
        @Doc(value = "For people.", example = "Greets") Optional<String> description,
        @Doc("Its image repository; its name unless said.") Optional<String> image,
        @Doc("Its domain; the platform chooses unless said.") Optional<String> host,
        @Doc("The load-balancer group; the first unless said.") Optional<String> group,
        @Doc("Whether only members see it; no unless said.") Optional<Boolean> isPrivate) {
    /** Returns what the engine is asked for. */
    public Applications.Draft draft() {
        return new Applications.Draft(name, description.orElse(""), image.orElse(""), host.orElse(""),
            group.orElse(""), isPrivate.orElse(false));
    }
}
