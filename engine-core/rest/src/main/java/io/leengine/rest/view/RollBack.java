package io.leengine.rest.view;

import java.util.Optional;

/** Where to go back to. */
@Doc("Where to go back to.")
public record RollBack(@Doc(value = "Which version; unless said, the one that had all of the traffic before.",
        example = "v1", longest = 63) Optional<String> version) {
}
