package io.leengine.rest.view;

import io.leengine.engine.SigningKeys;
import java.time.Instant;

/** A key that signs the registry's tokens; its secret half is never told. */
@Doc("A key that signs the registry's tokens; its secret half is never told.")
public record SigningKeyView(@Doc("In the header of each token it signs, as `kid`.") String id,
        @Doc("PUBLISHED before it signs, SIGNING, RETIRING while what it signed is still good.") SigningKeys.State state,
        Instant publishedAt, @Doc("From when on it signs.") Instant signsFrom,
        @Doc("When the next one takes over; absent while there is none.") Instant signsUntil,
        @Doc("When nothing it signed is good any more; absent while there is no next one.") Instant endsAt) {
    /** Returns the view. */
    public static SigningKeyView of(SigningKeys.Entry it) {
        return new SigningKeyView(it.id(), it.state(), it.publishedAt(), it.signsFrom(), it.signsUntil().orElse(null),
            it.endsAt().orElse(null));
    }
}
