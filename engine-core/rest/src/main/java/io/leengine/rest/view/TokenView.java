package io.leengine.rest.view;

import io.leengine.engine.Reach;
import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is known of a token. */
@Doc("What is known of a token.")
public record TokenView(String id, String name, @Doc("The highest role it has, on what it reaches.") Role role,
        @Doc("The kinds of resource it reaches.") List<String> kinds,
        @Doc("The one resource it reaches; absent when it reaches all of the kinds.") Optional<String> resource,
        @Doc("Whether it opens the boss side, where its user is an administrator.") boolean bossSide,
        Instant createdAt, @Doc("The name of who made it.") String createdBy,
        @Doc("When it ends; absent when it does not.") Optional<Instant> expiresAt,
        @Doc("About when it was last used, to five minutes; absent when it was not.") Optional<Instant> lastUsedAt) {
    /** Returns the view. */
    public static TokenView of(AccessToken token) {
        Reach reach = token.reach();
        return new TokenView(token.id(), token.name(), reach.most(),
            reach.kinds().stream().sorted().map(ResourceKind::label).toList(), reach.only().map(Reach.Only::name),
            reach.bossSide(), token.createdAt(), token.createdBy(), token.expiresAt(), token.lastUsedAt());
    }
}
