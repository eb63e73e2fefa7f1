package io.leengine.rest.view;

import io.leengine.engine.Platform;
import java.util.List;

/** A region. */
@Doc("A place whose cells share one registry, build pool, set of load-balancer groups and monitor.")
public record RegionView(@Doc(value = "Its name.", example = "beijing") String name,
        @Doc("The names of its cells.") List<String> cells,
        @Doc("The names of its load-balancer groups.") List<String> groups) {
    /** Returns the view. */
    public static RegionView of(Platform.Region region) {
        return new RegionView(region.name(), region.cells(), region.groups());
    }
}
