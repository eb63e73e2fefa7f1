package io.leengine.rest.view;

import io.leengine.engine.domain.Role;
import java.time.Instant;
import java.util.Optional;

/** What a member is to be. */
@Doc("What a member is to be from now on.")
public record MemberChange(@Doc(value = "At most one's own; `OWNER` by Owners only.", example = "REPORTER") Role role,
        @Doc("When the membership ends, at most ten years ahead; it does not unless said.")
        Optional<Instant> expiresAt) {
}
