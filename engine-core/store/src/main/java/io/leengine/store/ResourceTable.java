package io.leengine.store;

import io.leengine.engine.domain.ResourceKind;

/**
 * Where the resources of a kind are, by {@code id}.
 *
 * @param table the table
 * @param name the column of the name, which never changes
 */
record ResourceTable(String table, String name) {
    /** Returns the table of a kind of resource that has members. */
    static ResourceTable of(ResourceKind kind) {
        return switch (kind) {
            case APPLICATION -> new ResourceTable("application", "name");
            case IMAGE -> new ResourceTable("image", "repository");
            case IMAGE_GROUP -> new ResourceTable("image_group", "name");
            case CODE_BUILD -> new ResourceTable("code_build", "name");
            case USER, PART, BUNDLE -> throw new IllegalArgumentException("A " + kind.label() + " has no members");
        };
    }
}
