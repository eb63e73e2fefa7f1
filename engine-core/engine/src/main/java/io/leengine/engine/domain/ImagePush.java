package io.leengine.engine.domain;

import io.leengine.model.Digest;
import java.time.Instant;

/**
 * The last push of a tag.
 *
 * @param repository the image
 * @param tag the tag
 * @param digest what it points to
 * @param sizeBytes of the manifest and all it refers to
 * @param pushedAt when
 * @param pushedBy the pusher's name
 */
public record ImagePush(String repository, String tag, Digest digest, long sizeBytes, Instant pushedAt,
        String pushedBy) {
}
