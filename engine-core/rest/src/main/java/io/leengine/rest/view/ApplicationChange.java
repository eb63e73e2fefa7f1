package io.leengine.rest.view;

import io.leengine.engine.Applications;
import java.util.Optional;

/** What to change of an application. */
@Doc("What to change of an application; what is absent stays.")
public record ApplicationChange(@Doc(value = "For people.", example = "Greets everyone", lines = true)
        Optional<String> description,
        @Doc(value = "Its domain.", longest = 253) Optional<String> host,
        @Doc(value = "The load-balancer group.", longest = 63) Optional<String> group,
        @Doc("Whether only members see it.") Optional<Boolean> isPrivate) {
    /** Returns what the engine is asked for. */
    public Applications.Change change() {
        return new Applications.Change(description, host, group, isPrivate);
    }
}
