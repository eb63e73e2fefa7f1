package io.leengine.engine.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * Which activity is wanted; what is empty does not narrow it.
 *
 * @param kind of resource
 * @param resource its name
 * @param actor the name of who did it
 * @param actorId the id of who did it
 * @param action what was done, for example {@code application.deploy}
 * @param from the first moment
 * @param to the moment it ends before
 */
public record ActivityFilter(Optional<ResourceKind> kind, String resource, String actor, String actorId, String action,
        Optional<Instant> from, Optional<Instant> to) {
    /** Returns what lets everything of one resource pass, or of all when both are empty. */
    public static ActivityFilter of(Optional<ResourceKind> kind, String resource) {
        return new ActivityFilter(kind, resource, "", "", "", Optional.empty(), Optional.empty());
    }

    /** Returns the same that lets nothing pass from before a time. */
    public ActivityFilter notBefore(Instant least) {
        return new ActivityFilter(kind, resource, actor, actorId, action,
            Optional.of(from.filter(least::isBefore).orElse(least)), to);
    }

    /** Returns the same for one actor by id. */
    public ActivityFilter by(String id) {
        return new ActivityFilter(kind, resource, actor, id, action, from, to);
    }

    /** Returns whether it lets an activity pass. */
    public boolean passes(Activity it) {
        return kind.filter(value -> value != it.kind()).isEmpty() && (resource.isEmpty() || resource.equals(it.resource()))
            && (actor.isEmpty() || actor.equals(it.actor())) && (actorId.isEmpty() || actorId.equals(it.actorId()))
            && (action.isEmpty() || action.equals(it.action())) && from.filter(it.at()::isBefore).isEmpty()
            && to.filter(end -> !it.at().isBefore(end)).isEmpty();
    }
}
