package io.leengine.rest.view;

import java.util.Optional;

/** A client stays with the instance that answered it first. */
@Doc("A client stays with the instance that answered it first, by a cookie, as long as that instance serves.")
public record StickinessView(@Doc(value = "The cookie's name.", example = "route", longest = 128) String cookie,
        @Doc(value = "How long the client keeps it; 0, for as long as the client runs, unless said.", least = 0,
            most = 2_592_000) Optional<Long> lifetimeSeconds) {
}
