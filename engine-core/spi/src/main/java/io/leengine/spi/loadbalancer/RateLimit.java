package io.leengine.spi.loadbalancer;

import io.leengine.model.Identifiers;

/**
 * How often one client address may ask; what goes beyond is answered 429. It counts on each host of the group for itself.
 *
 * @param perSecond requests a second, 1 to 100,000
 * @param burst how many more may come at once before any is refused, 0 to 100,000
 */
public record RateLimit(int perSecond, int burst) {
    private static final int MOST = 100_000;

    /** Checks the bounds. */
    public RateLimit {
        Identifiers.within("rate.perSecond", perSecond, 1, MOST);
        Identifiers.within("rate.burst", burst, 0, MOST);
    }
}
