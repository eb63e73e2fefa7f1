package io.leengine.engine.domain;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who did what to a resource.
 *
 * @param id grows with time
 * @param at when
 * @param actor the name of who did it, as it was then
 * @param actorId the user's id; for a robot what it acts for; empty for the engine itself
 * @param actorKind {@code user}, {@code robot}, {@code engine} or {@code anonymous}
 * @param action what, for example {@code application.deploy}
 * @param kind of the resource
 * @param resource its name
 * @param detail what changed, for a person; no secrets
 * @param before of what changed, what it was, by field; secrets are masked. Empty where nothing was there before
 * @param after of what changed, what it is since
 * @param address from where; empty when from inside
 * @param requestId through which request
 * @param result {@code ok}, or the error's code
 */
public record Activity(long id, Instant at, String actor, String actorId, String actorKind, String action,
        ResourceKind kind, String resource, String detail, SortedMap<String, String> before,
        SortedMap<String, String> after, String address, String requestId, String result) {
    /** The result of what was done. */
    public static final String OK = "ok";

    /** Copies the maps. */
    public Activity {
        before = Collections.unmodifiableSortedMap(new TreeMap<>(before));
        after = Collections.unmodifiableSortedMap(new TreeMap<>(after));
    }

    /** Activity of which no more is known than who did what. */
    public Activity(long id, Instant at, String actor, String action, ResourceKind kind, String resource,
            String detail, String address, String requestId, String result) {
        this(id, at, actor, "", "", action, kind, resource, detail, new TreeMap<>(), new TreeMap<>(), address,
            requestId, result);
    }

    /** Returns the same activity as the store has numbered it. */
    public Activity numbered(long number) {
        return new Activity(number, at, actor, actorId, actorKind, action, kind, resource, detail, before, after,
            address, requestId, result);
    }
}
