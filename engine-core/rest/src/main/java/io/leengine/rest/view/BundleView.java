package io.leengine.rest.view;

import io.leengine.engine.Platform;

/** A bundle. */
@Doc("A bundle of the framework.")
public record BundleView(@Doc("Its number in the framework.") long id, String name, String version,
        @Doc(value = "Its state.", example = "active") String state,
        @Doc("What keeps it from starting; empty when nothing does.") String missing) {
    /** Returns the view. */
    public static BundleView of(Platform.BundleDetails bundle) {
        return new BundleView(bundle.id(), bundle.name(), bundle.version(), bundle.state(), bundle.missing());
    }
}
