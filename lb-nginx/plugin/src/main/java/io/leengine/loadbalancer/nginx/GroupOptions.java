package io.leengine.loadbalancer.nginx;

import io.leengine.model.Identifiers;
import java.time.Duration;

/**
 * How a group is set up, checked.
 *
 * @param group its name
 * @param bus the name of the bus it is told over
 * @param ranges where upstreams may be
 * @param absence how long an nginx host that has fallen silent is still waited for
 * @param reach how people reach it
 */
record GroupOptions(String group, String bus, UpstreamRanges ranges, Duration absence, Reach reach) {
    /** A group that is reached by its hosts' own addresses. */
    GroupOptions(String group, String bus, UpstreamRanges ranges, Duration absence) {
        this(group, bus, ranges, absence, Reach.PLAIN);
    }

    GroupOptions {
        Identifiers.name("leengine.name", group);
        Identifiers.name("bus", bus);
        Identifiers.within("absenceSeconds", absence.toSeconds(), 0, 86_400);
    }
}
