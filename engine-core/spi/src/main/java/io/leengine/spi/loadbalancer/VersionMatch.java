package io.leengine.spi.loadbalancer;

import java.util.Objects;

/**
 * A request with some header or cookie goes to one version, whatever the weights are, so that a version can be tried by who
 * knows of it before it has any weight. The first match that fits counts; when its version has no upstream, the weights do.
 *
 * @param source where to look
 * @param name the name of the header, in any case, or of the cookie
 * @param value what it must be exactly
 * @param version the version, as {@link Upstream#version()} has it
 */
public record VersionMatch(Source source, String name, String value, String version) {
    /** What of a request is looked at. */
    public enum Source {
        /** A header. */
        HEADER,
        /** A cookie. */
        COOKIE
    }

    /** Checks the texts. */
    public VersionMatch {
        Objects.requireNonNull(source, "source");
        RuleTexts.token("matches.name", name);
        RuleTexts.value("matches.value", value);
        RuleTexts.token("matches.version", version);
    }
}
