package io.leengine.cli.client;

import java.util.Optional;

/**
 * An answer with what stands in its headers.
 *
 * @param body what it says; null when it says nothing
 * @param etag the entity tag, to be sent as {@code If-Match}
 * @param location where what was made, or is being done, can be read
 */
public record Reply<T>(T body, Optional<String> etag, Optional<String> location) {
}
