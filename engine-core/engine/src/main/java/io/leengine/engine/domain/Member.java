package io.leengine.engine.domain;

import java.time.Instant;

/**
 * A user with a role on a resource.
 *
 * @param kind of the resource
 * @param resource its id
 * @param user the user's id
 * @param role what the user may do
 * @param since since when
 */
public record Member(ResourceKind kind, String resource, String user, Role role, Instant since) {
}
