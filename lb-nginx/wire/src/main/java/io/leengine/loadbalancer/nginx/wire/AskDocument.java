package io.leengine.loadbalancer.nginx.wire;

import java.util.List;

/**
 * A question to every nginx host of a group. Its key is leased, and goes when whoever asks has the answers or is gone.
 *
 * @param kind what is asked; an agent that does not know it answers nothing, but has taken note of all that was wanted
 *     before
 * @param endpoints {@code address:port} of what is asked about, for {@link #DRAINED}
 */
public record AskDocument(String kind, List<String> endpoints) {
    /** How every upstream of every domain is: parts of counts. */
    public static final String COUNTS = "counts";
    /** To be answered once no request is under way to some endpoints. */
    public static final String DRAINED = "drained";

    /** Copies the list; none where none is given. */
    public AskDocument {
        endpoints = endpoints == null ? List.of() : List.copyOf(endpoints);
    }
}
