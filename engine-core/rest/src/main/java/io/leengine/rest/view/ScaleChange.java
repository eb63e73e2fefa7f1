package io.leengine.rest.view;

import java.util.Map;
import java.util.Optional;

/** How many instances a version is to have. */
@Doc("How many instances a version is to have: over all of its cells, or by cell.")
public record ScaleChange(@Doc(value = "Over all of its cells, spread evenly.", example = "6",
            least = 0, most = 1_000_000)
        
        Optional<Integer> instances,
        @Doc(value = "By cell; a cell that is not named gets none.", least = 0, most = 1_000)
        Optional<Map<String, Integer>> cells) {
}
