package io.leengine.engine.store;

import io.leengine.engine.domain.SigningKey;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Keys that sign tokens. */
@ProviderType
public interface KeyRows {
    /** Returns all, the lowest number first. */
    List<SigningKey> signing();

    /** Adds one; {@code ALREADY_EXISTS} when its number is taken. */
    void insert(SigningKey key);

    /** Removes one, if it is there. */
    void delete(long number);
}
