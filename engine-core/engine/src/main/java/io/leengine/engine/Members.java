package io.leengine.engine;

import io.leengine.engine.domain.NamedMember;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import java.time.Instant;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The members of the four kinds of resource, which are named as everywhere; an image by its repository.
 *
 * <p>Throughout: a Master may give, change and take roles up to its own, an Owner all. Nobody raises the own role or puts
 * off its end ({@code FORBIDDEN}). A resource keeps an Owner whose membership does not end ({@code CONFLICT}). Users are
 * named by their user names; an unknown one is {@code INVALID}, one who is no member {@code NOT_FOUND}.
 */
@ProviderType
public interface Members {
    /** Returns members in the order of user names, also those whose membership has ended. */
    Page<NamedMember> list(Actor actor, ResourceKind kind, String resource, Page.Request page);

    /**
     * Adds a member; {@code ALREADY_EXISTS} when the user is one whose membership has not ended.
     *
     * @param expiresAt when the membership ends, at most ten years ahead; empty when it does not
     */
    NamedMember add(Actor actor, ResourceKind kind, String resource, String user, Role role,
        Optional<Instant> expiresAt);

    /** Sets the role and the end of a member. */
    NamedMember change(Actor actor, ResourceKind kind, String resource, String user, Role role,
        Optional<Instant> expiresAt);

    /** Removes a member. */
    void remove(Actor actor, ResourceKind kind, String resource, String user);

    /** Ends one's own membership; {@code CONFLICT} for who is none but reaches the resource in another way. */
    void leave(Actor actor, ResourceKind kind, String resource);

    /** Makes another user an Owner without end, and oneself a Master if one is an Owner by membership. */
    NamedMember handOver(Actor actor, ResourceKind kind, String resource, String user);
}
