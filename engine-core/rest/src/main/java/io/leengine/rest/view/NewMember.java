package io.leengine.rest.view;

import io.leengine.engine.domain.Role;
import java.time.Instant;
import java.util.Optional;

/** A member to add. */
@Doc("A member to add.")
public record NewMember(@Doc(value = "The user's name.", example = "ann") String user,
        @Doc(value = "At most one's own; `OWNER` by Owners only.", example = "DEVELOPER") Role role,
        @Doc("When the membership ends, at most ten years ahead; it does not unless said.")
        Optional<Instant> expiresAt) {
}
