package io.leengine.rest.view;

import io.leengine.engine.domain.Role;
import java.util.List;
import java.util.Optional;

/** A personal token to make. */
@Doc("A personal token to make.")
public record NewToken(@Doc(value = "For its owner to know it by.", example = "laptop", longest = 100) String name,
        @Doc(value = "How long it is valid; for ever unless said.", example = "2592000",
            least = 60, most = 31_622_400)
        Optional<Long> validitySeconds,
        @Doc(value = "The highest role it has; OWNER unless said.", example = "DEVELOPER") Optional<Role> role,
        @Doc(value = "The kinds of resource it reaches: `application`, `image`, `image-group`, `code-build`; all unless "
            + "said.", example = "[\"image\"]", longest = 20, items = 10) Optional<List<String>> kinds,
        @Doc(value = "The name of the one resource it reaches, of the one kind in `kinds`; all of the kinds unless said.",
            longest = 255)
        Optional<String> resource,
        @Doc("Whether it opens the boss side; for administrators. No unless said.") Optional<Boolean> bossSide) {
}
