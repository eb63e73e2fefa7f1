package io.leengine.engine.change;

import io.leengine.engine.domain.ResourceKind;

/**
 * What somebody wants to change, known before it is clear whether it will be.
 *
 * @param kind of the resource
 * @param resource its name
 */
public record Subject(ResourceKind kind, String resource) {
}
