package io.leengine.engine.domain;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Limits that were set.
 *
 * @param subject for whom
 * @param limits by what they limit; {@link #NO_LIMIT} lifts that of all, and what is absent is as for all
 * @param revision the entity tag; 0 when none were ever set
 */
public record Quota(QuotaSubject subject, Map<QuotaKind, Long> limits, long revision) {
    /** So much as one likes. */
    public static final long NO_LIMIT = -1;
    /** The highest limit. */
    public static final long MOST = 1L << 60;

    /** Copies the limits. */
    public Quota {
        Map<QuotaKind, Long> copy = new EnumMap<>(QuotaKind.class);
        copy.putAll(limits);
        limits = Collections.unmodifiableMap(copy);
    }

    /** Returns that nothing was set. */
    public static Quota none(QuotaSubject subject) {
        return new Quota(subject, Map.of(), 0);
    }

    /** Returns the limits in force, where this is one's own and the other what all have; no limit is absent. */
    public Map<QuotaKind, Long> over(Quota all) {
        Map<QuotaKind, Long> inForce = new EnumMap<>(QuotaKind.class);
        inForce.putAll(all.limits);
        inForce.putAll(limits);
        inForce.values().removeIf(limit -> limit == NO_LIMIT);
        return inForce;
    }
}
