package io.leengine.engine.store;

import io.leengine.engine.domain.Swap;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Changes of what the platform is made of. */
@ProviderType
public interface SwapRows {
    /** Returns the number after the last. */
    long nextNumber();

    /** Adds one; {@code ALREADY_EXISTS} when another took its number. */
    void insert(Swap swap);

    /** Writes state, message, gap and end. */
    void update(Swap swap);

    /** Returns one. */
    Optional<Swap> find(long number);

    /** Returns those that have not ended. */
    List<Swap> running();

    /**
     * Returns the newest first.
     *
     * @param subject only of this; empty for all
     * @param before only numbers below this; {@link Long#MAX_VALUE} for the newest
     */
    List<Swap> list(String subject, long before, int limit);
}
