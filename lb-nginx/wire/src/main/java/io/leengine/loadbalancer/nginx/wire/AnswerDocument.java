package io.leengine.loadbalancer.nginx.wire;

import java.util.List;

/**
 * An nginx host's answer to a question, or a part of it: a value on the bus is at most 1 MiB.
 *
 * @param parts how many parts there are
 * @param counts how upstreams are, for {@link AskDocument#COUNTS}
 * @param text the configuration, for {@link AskDocument#RENDERED}; empty where the domain is not served
 */
public record AnswerDocument(int parts, List<Count> counts, String text) {
    /** Copies the list; nothing where nothing is given. */
    public AnswerDocument {
        counts = counts == null ? List.of() : List.copyOf(counts);
        text = text == null ? "" : text;
    }

    /** An answer of counts, or that says no more than that it is one. */
    public AnswerDocument(int parts, List<Count> counts) {
        this(parts, counts, "");
    }

    /**
     * How an upstream is on one host.
     *
     * @param host the domain
     * @param endpoint {@code address:port}
     * @param healthy whether it gets requests
     * @param requests how many it got since it was stated
     * @param failures how many of those failed for want of an answer
     * @param active how many are under way
     */
    public record Count(String host, String endpoint, boolean healthy, long requests, long failures, int active) {
        /** Returns this upstream's counts of two hosts together; healthy is what is so on both. */
        public Count plus(Count other) {
            return new Count(host, endpoint, healthy && other.healthy, requests + other.requests, failures + other.failures,
                active + other.active);
        }
    }
}
