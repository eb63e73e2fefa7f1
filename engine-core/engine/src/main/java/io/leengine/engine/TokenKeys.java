package io.leengine.engine;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The keys that sign the registry's tokens, as the registry needs them: on the curve P-256. */
@ProviderType
public interface TokenKeys {
    /** How long a token is good at most: a key stays published that long after it signed the last one. */
    Duration TOKEN_LIFE = Duration.ofMinutes(5);

    /**
     * A key.
     *
     * @param id for the header of tokens
     * @param pair both halves
     * @param signsFrom from when on it signs
     * @param endsAt from when on nothing it signed is good; empty while no other takes over
     */
    record TokenKey(String id, KeyPair pair, Instant signsFrom, Optional<Instant> endsAt) {
        /** Tells no key. */
        @Override
        public String toString() {
            return "TokenKey[" + id + ", signs from " + signsFrom + "]";
        }
    }

    /**
     * Returns the keys, the oldest first; never none. They may be a few seconds old, which is little against the time from
     * a key's publication to its first signature. May block.
     */
    List<TokenKey> published();

    /** Returns the keys as they are now, unless that was asked a moment ago: for a token whose key is not known. May block. */
    List<TokenKey> reread();
}
