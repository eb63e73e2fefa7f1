package io.leengine.rest.view;

import java.util.Optional;

/** A change of a user. */
@Doc("A change of a user; what is absent stays.")
public record UserChange(@Doc(value = "Where mail goes; empty for nowhere.", example = "ada@example.org",
            longest = 254) Optional<String> email,
        @Doc("Whether the boss side is open.") Optional<Boolean> administrator,
        @Doc("Whether every log-in and token is refused; sessions end.") Optional<Boolean> disabled) {
}
