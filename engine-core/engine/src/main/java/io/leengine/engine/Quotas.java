package io.leengine.engine;

import io.leengine.engine.domain.Quota;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.QuotaSubject;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Limits of users and image groups, and what they use of them. */
@ProviderType
public interface Quotas {
    /** Returns what subjects may use and use, in the order of names; for administrators. */
    Page<Standing> list(Actor actor, QuotaSubject.Kind kind, Page.Request page);

    /** Returns what one may use and uses: to the user itself, to a group's members, and to administrators. */
    Standing get(Actor actor, QuotaSubject.Kind kind, String name);

    /**
     * Sets all limits of a subject; for administrators. What is used already stays.
     *
     * @param limits by kind; {@link Quota#NO_LIMIT} lifts that of all; what is absent is as for all
     */
    Standing set(Actor actor, QuotaSubject.Kind kind, String name, Map<QuotaKind, Long> limits, Optional<Long> ifMatch);

    /** Returns what all of a kind may use unless said otherwise. */
    Quota defaults(Actor actor, QuotaSubject.Kind kind);

    /** Sets what all of a kind may use unless said otherwise; for administrators. */
    Quota setDefaults(Actor actor, QuotaSubject.Kind kind, Map<QuotaKind, Long> limits, Optional<Long> ifMatch);

    /**
     * What a subject may use and uses.
     *
     * @param name the user's or the group's
     * @param own what was set for it
     * @param limits those in force, its own and those of all; without a limit absent
     * @param used of everything that can be limited
     */
    record Standing(String name, Quota own, Map<QuotaKind, Long> limits, Map<QuotaKind, Long> used) {
    }
}
