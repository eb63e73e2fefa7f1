package io.leengine.spi.loadbalancer;

import io.leengine.model.Identifiers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which upstream gets a request, besides the weights.
 *
 * @param protocol what is spoken to upstreams
 * @param stickiness whether clients stay with an instance; empty for not
 * @param matches what leads to one version, at most 16, the first that fits counts
 * @param slowStart how long a new upstream takes to come to its share, 0 to 15 min; zero for at once. Where all upstreams are
 *     new it has no effect
 */
public record Routing(UpstreamProtocol protocol, Optional<Stickiness> stickiness, List<VersionMatch> matches,
        Duration slowStart) {
    /** By the weights alone, over HTTP. */
    public static final Routing PLAIN = new Routing(UpstreamProtocol.HTTP, Optional.empty(), List.of(), Duration.ZERO);

    private static final int MOST = 16;
    private static final int SLOWEST_MILLIS = 900_000;

    /** Copies and checks. */
    public Routing {
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(stickiness, "stickiness");
        matches = RuleTexts.few("matches", matches, MOST);
        Identifiers.within("slowStartMillis", slowStart.toMillis(), 0, SLOWEST_MILLIS);
    }
}
