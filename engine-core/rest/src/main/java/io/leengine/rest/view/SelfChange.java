package io.leengine.rest.view;

import java.util.Optional;

/** A change of oneself. */
@Doc("A change of oneself; what is absent stays.")
public record SelfChange(
        @Doc(value = "Where mail goes; empty for nowhere.", example = "ada@example.org", longest = 254)
        Optional<String> email) {
}
