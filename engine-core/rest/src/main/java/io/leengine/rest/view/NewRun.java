package io.leengine.rest.view;

import java.util.Optional;

/** A build run to ask for. */
@Doc("A build run to ask for.")
public record NewRun(
        @Doc(value = "Branch, tag or commit; the code build's own unless said.", example = "main",
            longest = 250) Optional<String> ref,
        @Doc(value = "The image's tag; the commit's short hash unless said.", example = "1.0",
            longest = 128) Optional<String> tag) {
}
