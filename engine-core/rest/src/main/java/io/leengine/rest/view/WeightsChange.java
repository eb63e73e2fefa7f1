package io.leengine.rest.view;

import java.util.Map;

/** The shares of the traffic. */
@Doc("The shares of the traffic in percent; the sum is 100. A version that is not named gets none.")
public record WeightsChange(
        @Doc(value = "Percent by version.", least = 0, most = 100, example = "{\"v1\":90,\"v2\":10}")
        Map<String, Integer> weights) {
}
