package io.leengine.engine.store;

import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.ActivityFilter;
import io.leengine.engine.domain.ResourceKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What happened: activity, and requests that may be repeated; and the platform's own keys. */
@ProviderType
public interface JournalRows {
    /** Appends an activity; its id is ignored and given by the store. */
    void append(Activity activity);

    /**
     * Returns activity, newest first.
     *
     * @param kind of resource; empty for all
     * @param resource its name; empty for all
     * @param before only ids below this; {@link Long#MAX_VALUE} for the newest
     */
    default List<Activity> activity(Optional<ResourceKind> kind, String resource, long before, int limit) {
        return activity(ActivityFilter.of(kind, resource), before, limit);
    }

    /**
     * Returns activity, newest first.
     *
     * @param before only ids below this; {@link Long#MAX_VALUE} for the newest
     */
    List<Activity> activity(ActivityFilter filter, long before, int limit);

    /**
     * Returns activity, oldest first.
     *
     * @param after only what is later than this one, by time and then by id; empty for the oldest
     */
    List<Activity> activityFrom(ActivityFilter filter, Optional<Activity> after, int limit);

    /** Removes some of what is older than a time, the oldest first; returns how many. Nothing else removes activity. */
    int deleteActivity(Instant before, int limit);

    /** Returns what an earlier request with this key did. */
    Optional<Answered> answered(String actor, String key);

    /** Records what a request with a key did; {@code ALREADY_EXISTS} when another was first. */
    void insert(String actor, String key, Answered answered);

    /** Forgets requests answered before a time. */
    void deleteAnswered(Instant before);

    /** Returns a key of the platform. */
    Optional<byte[]> key(String purpose);

    /** Keeps a key of the platform; {@code ALREADY_EXISTS} when there is one. */
    void insertKey(String purpose, byte[] key);

    /**
     * What a request did.
     *
     * @param fingerprint digest of the request
     * @param result the id of what it made
     * @param at when
     */
    record Answered(String fingerprint, String result, Instant at) {
    }
}
