package io.leengine.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The keys that sign the registry's tokens, as administrators see them. */
@ProviderType
public interface SigningKeys {
    /** Where a key stands. */
    enum State {
        /** It is published, and signs soon. */
        PUBLISHED,
        /** It signs. */
        SIGNING,
        /** It has signed; what it signed is still good. */
        RETIRING
    }

    /**
     * A key.
     *
     * @param id in the header of each token it signs
     * @param state where it stands
     * @param publishedAt since when it is published
     * @param signsFrom from when on it signs
     * @param signsUntil when the next one takes over; empty while there is none
     * @param endsAt when nothing it signed is good any more; empty while there is no next one
     */
    record Entry(String id, State state, Instant publishedAt, Instant signsFrom, Optional<Instant> signsUntil,
            Optional<Instant> endsAt) {
    }

    /** Returns the keys that are published, the newest first; for administrators. */
    List<Entry> list(Actor actor);

    /**
     * Makes a key that takes over soon, once every engine and everybody who reads the published keys knows it; for
     * administrators.
     *
     * @throws io.leengine.model.EngineException {@code CONFLICT} while one that was made before does not sign yet
     */
    Entry rotate(Actor actor);
}
