package io.leengine.engine.domain;

import io.leengine.model.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A change of what the platform is made of while it runs: a bundle that comes, replaces another or goes, or a part that
 * is given to another plugin.
 *
 * @param number grows by one with each swap
 * @param kind what changes
 * @param subject the bundle's symbolic name, or {@code seam/name} of the part
 * @param before what it was
 * @param after what it is to be
 * @param state how far it is
 * @param message what is being done, or how it ended, for a person
 * @param gap how long the old had gone before the new was there; zero while unknown
 * @param touched the bundles that were started or stopped, by symbolic name; there should be one
 * @param actor the name of who asked
 * @param startedAt when
 * @param endedAt when it ended
 */
public record Swap(long number, Kind kind, String subject, Content before, Content after, State state, String message,
        Duration gap, List<String> touched, String actor, Instant startedAt, Optional<Instant> endedAt) {
    /** Copies the list. */
    public Swap {
        touched = List.copyOf(touched);
    }

    /** What changes. */
    public enum Kind {
        /** A bundle comes, perhaps in the place of another. */
        INSTALL,
        /** A bundle gives its place back to the one it replaced. */
        ROLL_BACK,
        /** A bundle goes. */
        REMOVE,
        /** A part is given to another plugin. */
        PART
    }

    /** How far it is. */
    public enum State {
        /** It is being done. */
        RUNNING,
        /** The new is there and well. */
        DONE,
        /** The old is there again; the message says why. */
        RETURNED
    }

    /**
     * What is there before or after.
     *
     * @param version of a bundle, or the plugin of a part; empty for nothing
     * @param digest of a bundle's file
     * @param settings of a part as they are kept, so that it can go back; empty for a bundle
     */
    public record Content(String version, Optional<Digest> digest, String settings) {
        /** Nothing may be null. */
        public Content {
            Objects.requireNonNull(version, "version");
            Objects.requireNonNull(digest, "digest");
            Objects.requireNonNull(settings, "settings");
        }

        /** Nothing is there. */
        public static Content nothing() {
            return new Content("", Optional.empty(), "");
        }

        /** A bundle. */
        public static Content bundle(String version, Digest digest) {
            return new Content(version, Optional.of(digest), "");
        }
    }

    /** Returns this, further on. */
    public Swap at(String step) {
        return new Swap(number, kind, subject, before, after, state, step, gap, touched, actor, startedAt, endedAt);
    }

    /** Returns this, ended. */
    public Swap ended(State end, String how, Duration away, List<String> bundles, Instant at) {
        return new Swap(number, kind, subject, before, after, end, how, away, bundles, actor, startedAt, Optional.of(at));
    }
}
