package io.leengine.rest.view;

import java.util.Optional;

/** A build run to ask for. */
@Doc("A build run to ask for.")
public record NewRun(
        @Doc(value = "Branch, tag or commit; the code build's own unless said.", example = "main") Optional<String> ref,
        @Doc(value = "The image's tag; the commit's short hash unless said.", example = "1.0") Optional<String> tag) {
}
