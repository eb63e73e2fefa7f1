package io.leengine.engine.domain;

import java.time.Instant;

/**
 * A pair of keys by which the registry's tokens are signed and verified. Which one signs follows from the times: the one
 * of the highest number whose time has come. One that has a successor ends when the last token it signed has ended.
 *
 * @param number grows by one from key to key, so that of two engines that would make the next one only one does
 * @param id unique for all time; in the header of each token
 * @param sealedPair both halves, sealed
 * @param publishedAt when it was made, and published
 * @param signsFrom from when on it signs
 */
public record SigningKey(long number, String id, String sealedPair, Instant publishedAt, Instant signsFrom) {
    /** Tells no key. */
    @Override
    public String toString() {
        return "SigningKey[" + number + ", " + id + ", signs from " + signsFrom + "]";
    }
}
