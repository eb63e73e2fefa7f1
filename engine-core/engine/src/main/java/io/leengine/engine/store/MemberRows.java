package io.leengine.engine.store;

import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.NamedMember;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Members of resources. */
@ProviderType
public interface MemberRows {
    /** Adds a member, or changes its role, its begin and its end; {@code NOT_FOUND} when there is no such resource. */
    void put(Member member);

    /** Returns a user's membership of a resource, also one that has ended. */
    Optional<Member> find(ResourceKind kind, String resource, String user);

    /**
     * Returns the role a user has on a resource at this moment, by the clock of the store, which all engines share: by
     * membership, or for an image by membership of its group, the higher of the two. What has ended counts for nothing.
     */
    Optional<Role> role(ResourceKind kind, String resource, String user);

    /** Returns the members of a resource, by user, also those whose membership has ended. */
    List<Member> list(ResourceKind kind, String resource);

    /**
     * Returns members of a resource with their user names and in the order of those.
     *
     * @param search part of the user name; empty for all
     */
    List<NamedMember> named(ResourceKind kind, String resource, String search, Optional<String> afterName, int limit);

    /** Removes a member. Absent: does nothing. */
    void delete(ResourceKind kind, String resource, String user);
}
