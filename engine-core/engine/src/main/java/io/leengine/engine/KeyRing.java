package io.leengine.engine;

import org.osgi.annotation.versioning.ProviderType;

/** Secret keys that all engines of a platform share. */
@ProviderType
public interface KeyRing {
    /**
     * Returns the key for a purpose, made at random at its first use and kept.
     *
     * @param purpose for example {@code registry-token}
     * @return 32 bytes; a copy
     */
    byte[] key(String purpose);
}
