package io.leengine.engine;

import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Tokens that belong to one resource and to nobody, for pipelines. They outlive the membership of who made them; a Master
 * of the resource makes, sees and ends them.
 */
@ProviderType
public interface DeployTokens {
    /**
     * Makes one. Its role is at most Master, and at most what its maker has.
     *
     * @param kind of the resource
     * @param resource its name
     * @param name to know it by
     * @param role what it may do with the resource
     * @param validity how long it is good; empty for ever
     */
    Identity.Issued create(Actor actor, ResourceKind kind, String resource, String name, Role role,
            Optional<Duration> validity);

    /** Returns the tokens of a resource, newest first. */
    List<AccessToken> list(Actor actor, ResourceKind kind, String resource);

    /** Ends one. Absent: {@code NOT_FOUND}. */
    void delete(Actor actor, ResourceKind kind, String resource, String id);
}
