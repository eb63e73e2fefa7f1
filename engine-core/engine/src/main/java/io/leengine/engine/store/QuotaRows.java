package io.leengine.engine.store;

import io.leengine.engine.domain.Quota;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.QuotaSubject;
import io.leengine.engine.domain.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Limits, and what is used of them. What is used is not kept: it is computed from what is there, so it cannot differ from
 * that.
 */
@ProviderType
public interface QuotaRows {
    /** Returns what was set for a subject. */
    Quota find(QuotaSubject subject);

    /** As {@link #find}, and holds the subject against others that do the same until the transaction ends. */
    Quota lock(QuotaSubject subject);

    /** Sets all limits of a subject, with the given revision. */
    void put(Quota quota);

    /**
     * Returns the id of the user a resource counts for: of its Owners, the one who has been a member for longest; empty when it
     * has none.
     */
    Optional<String> charged(ResourceKind kind, String resource);

    /**
     * Returns what subjects of one kind use.
     *
     * @param ids the subjects'; those that use nothing may be absent from the answer
     * @param kinds of these only
     */
    Map<String, Map<QuotaKind, Long>> used(QuotaSubject.Kind kind, List<String> ids, Set<QuotaKind> kinds);
}
