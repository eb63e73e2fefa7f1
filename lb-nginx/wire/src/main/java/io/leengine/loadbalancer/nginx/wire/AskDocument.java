package io.leengine.loadbalancer.nginx.wire;

import io.leengine.model.Endpoint;
import java.util.List;

/**
 * A question to every nginx host of a group. Its key is leased, and goes when whoever asks has the answers or is gone.
 *
 * @param kind what is asked; an agent that does not know it answers nothing, but has taken note of all that was wanted
 *     before
 * @param host the domain that is asked about, for {@link #DRAINED} and {@link #RENDERED}
 * @param endpoints what is asked about, for {@link #DRAINED}
 */
public record AskDocument(String kind, String host, List<Endpoint> endpoints) {
    /** How every upstream of every domain is: parts of counts. */
    public static final String COUNTS = "counts";
    /** To be answered once no request of a domain is under way to some endpoints. */
    public static final String DRAINED = "drained";
    /** The configuration by which a domain is served: a text. */
    public static final String RENDERED = "rendered";
    /** Nothing is asked. */
    public static final String NOTHING = "";

    /** Copies the list; nothing where nothing is given. */
    public AskDocument {
        kind = kind == null ? NOTHING : kind;
        host = host == null ? "" : host;
        endpoints = endpoints == null ? List.of() : List.copyOf(endpoints);
    }

    /** Returns the question how every upstream is. */
    public static AskDocument counts() {
        return new AskDocument(COUNTS, "", List.of());
    }
}
