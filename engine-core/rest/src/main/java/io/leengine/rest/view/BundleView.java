package io.leengine.rest.view;

import io.leengine.engine.Bundles;
import io.leengine.model.Digest;
import java.util.List;
import java.util.Optional;

/** A bundle. */
@Doc("A bundle of the framework.")
public record BundleView(@Doc("Its number in the framework.") long id,
        @Doc(value = "Its symbolic name.", example = "leengine-lb-embedded") String name, String version,
        @Doc(value = "Its state.", example = "active") String state,
        @Doc("Whether it was put here on the running platform, and is not the distribution's.") boolean installed,
        @Doc("The digest of its file, if it was.") Optional<String> digest,
        @Doc("The parts its plugins serve, as `seam/name`.") List<String> serves,
        @Doc("The bundles it takes packages from.") List<String> wiredTo,
        @Doc("The bundles that take packages from it.") List<String> neededBy,
        @Doc("What keeps it, or a component of it, from working; empty when nothing does.") List<String> problems) {
    /** Returns the view. */
    public static BundleView of(Bundles.BundleDetails bundle) {
        return new BundleView(bundle.id(), bundle.name(), bundle.version(), bundle.state(), bundle.installed(),
            bundle.digest().map(Digest::toString), bundle.serves(), bundle.wiredTo(), bundle.neededBy(),
            bundle.problems());
    }
}
