package io.leengine.engine.domain;

import java.time.Instant;

/**
 * Who did what to a resource.
 *
 * @param id grows with time
 * @param at when
 * @param actor the name of who did it
 * @param action what, for example {@code application.deploy}
 * @param kind of the resource
 * @param resource its name
 * @param detail what changed, for a person; no secrets
 * @param address from where; empty when from inside
 * @param requestId through which request
 * @param result {@code ok}, or the error's code
 */
public record Activity(long id, Instant at, String actor, String action, ResourceKind kind, String resource,
        String detail, String address, String requestId, String result) {
}
