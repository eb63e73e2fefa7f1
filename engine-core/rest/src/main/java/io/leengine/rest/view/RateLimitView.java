package io.leengine.rest.view;

import java.util.Optional;

/** How often one client address may ask. */
@Doc("How often one client address may ask; what goes beyond is answered 429. Each host of the group counts for itself.")
public record RateLimitView(@Doc(value = "Requests a second.", example = "50", least = 1, most = 100_000) Integer perSecond,
        @Doc(value = "How many more may come at once before any is refused; 0 unless said.", least = 0, most = 100_000)
        Optional<Integer> burst) {
}
