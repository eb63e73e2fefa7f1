package io.leengine.rest.view;

/** A collection that is asked for. */
@Doc("A collection that is asked for.")
public record NewRegistryCollection(@Doc("Whether it only counts what would go, and takes nothing.") boolean countOnly) {
}
