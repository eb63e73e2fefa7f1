package io.leengine.rest.view;

import io.leengine.spi.loadbalancer.VersionMatch;

/** A request with some header or cookie goes to one version. */
@Doc("A request with some header or cookie goes to one version, whatever its weight; the weights count when it has no ready "
    + "instance.")
public record VersionMatchView(@Doc("Where to look.") VersionMatch.Source source,
        @Doc(value = "The name of the header, in any case, or of the cookie.", example = "X-Tester", longest = 128) String name,
        @Doc(value = "What it must be exactly.", example = "yes", longest = 1_024) String value,
        @Doc(value = "The version.", example = "v2", longest = 128) String version) {
    static VersionMatchView of(VersionMatch match) {
        return new VersionMatchView(match.source(), match.name(), match.value(), match.version());
    }

    VersionMatch match() {
        return new VersionMatch(source, name, value, version);
    }
}
