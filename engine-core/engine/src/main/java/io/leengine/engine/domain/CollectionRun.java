package io.leengine.engine.domain;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One collection of what nothing in the registry refers to any more.
 *
 * @param id unique for all time
 * @param countOnly whether it only counts what would go
 * @param state how it stands
 * @param place where it goes on after a restart
 * @param figures what it has found and taken away, or would have
 * @param biggest the repositories that lose most, the biggest first
 * @param message how it ended, or what it waits for; for a person
 * @param askedBy the name of who asked for it; empty when it was due
 * @param startedAt when it was asked for
 * @param endedAt when it ended
 */
public record CollectionRun(String id, boolean countOnly, State state, Place place, Figures figures, List<Share> biggest,
        String message, String askedBy, Instant startedAt, Optional<Instant> endedAt) {
    /** How a collection stands. */
    public enum State {
        /** It goes on, on whichever engine. */
        RUNNING,
        /** It has been through everything. */
        SUCCEEDED,
        /** It could not go on; the message says why. What was taken away until then had to go. */
        FAILED,
        /** Somebody ended it. */
        CANCELED
    }

    /** What is being looked at. */
    public enum Phase {
        /** Repository by repository: what their manifests refer to, their links and uploads. */
        REPOSITORIES,
        /** The stored blobs, which no repository may link any more. */
        BLOBS
    }

    /**
     * A place in a collection.
     *
     * @param phase what is being looked at
     * @param after the last repository, or the last blob, that is done with; empty at the start
     */
    public record Place(Phase phase, String after) {
        /** Where each begins. */
        public static final Place START = new Place(Phase.REPOSITORIES, "");
    }

    /**
     * What was found, and what of it went.
     *
     * @param repositories repositories looked at
     * @param unreadable repositories of which nothing was taken since a manifest of theirs could not be read
     * @param manifests manifests read
     * @param links links of repositories to blobs looked at
     * @param linksRemoved links that went
     * @param uploadsRemoved uploads nobody went on with that went
     * @param uploadBytes what those uploads held, in bytes; 0 where the storage does not tell
     * @param blobs blobs looked at
     * @param blobsRemoved blobs that went
     * @param bytesFreed what those blobs held, in bytes
     */
    public record Figures(long repositories, long unreadable, long manifests, long links, long linksRemoved,
            long uploadsRemoved, long uploadBytes, long blobs, long blobsRemoved, long bytesFreed) {
        /** Those of the start. */
        public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * What a repository loses.
     *
     * @param repository its name
     * @param links how many of its links
     * @param bytes what the blobs hold that they lead to; another repository may link those, too
     */
    public record Share(String repository, long links, long bytes) {
    }

    /** Copies the list; nothing may be null. */
    public CollectionRun {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(figures, "figures");
        biggest = List.copyOf(biggest);
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(askedBy, "askedBy");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(endedAt, "endedAt");
    }

    /** Returns one that begins. */
    public static CollectionRun begun(String id, boolean countOnly, String askedBy, Instant at) {
        return new CollectionRun(id, countOnly, State.RUNNING, Place.START, Figures.NONE, List.of(), "It begins.", askedBy, at,
            Optional.empty());
    }

    /** Returns this, further on. */
    public CollectionRun at(Place next, Figures sums, List<Share> shares, String word) {
        return new CollectionRun(id, countOnly, state, next, sums, shares, word, askedBy, startedAt, endedAt);
    }

    /** Returns this, ended. */
    public CollectionRun ended(State end, String word, Instant at) {
        return new CollectionRun(id, countOnly, end, place, figures, biggest, word, askedBy, startedAt, Optional.of(at));
    }
}
