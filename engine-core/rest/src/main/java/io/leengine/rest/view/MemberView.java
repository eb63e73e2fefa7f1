package io.leengine.rest.view;

import io.leengine.engine.domain.NamedMember;
import io.leengine.engine.domain.Role;
import java.time.Instant;
import java.util.Optional;

/** A member. */
@Doc("A user with a role on a resource.")
public record MemberView(@Doc(value = "The user's name.", example = "ann") String user, Role role, Instant since,
        @Doc("When the membership ends; absent when it does not.") Optional<Instant> expiresAt,
        @Doc("Whether it has ended; then it counts for nothing.") boolean ended) {
    /** Returns the view. */
    public static MemberView of(NamedMember named) {
        var member = named.member();
        return new MemberView(named.name(), member.role(), member.since(), member.expiresAt(), named.ended());
    }
}
