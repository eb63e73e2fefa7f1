package io.leengine.engine.store;

import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.ResourceKind;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Members of resources. */
@ProviderType
public interface MemberRows {
    /** Adds a member, or changes its role. */
    void put(Member member);

    /** Returns a user's membership of a resource. */
    Optional<Member> find(ResourceKind kind, String resource, String user);

    /** Returns the members of a resource, by user. */
    List<Member> list(ResourceKind kind, String resource);

    /** Removes a member. Absent: does nothing. */
    void delete(ResourceKind kind, String resource, String user);
}
