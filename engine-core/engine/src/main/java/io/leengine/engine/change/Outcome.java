package io.leengine.engine.change;

import io.leengine.engine.domain.ResourceKind;

/**
 * What a change did, to be written down with it.
 *
 * @param kind of the resource
 * @param resource its name
 * @param detail what changed, for a person; no secrets
 * @param result the id of what was made or changed; a repeated request is answered from it
 */
public record Outcome(ResourceKind kind, String resource, String detail, String result) {
}
