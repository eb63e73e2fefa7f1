package io.leengine.rest.view;

import io.leengine.engine.ImageTags;

/** What an image takes. */
@Doc("What an image takes in the registry.")
public record UsageView(@Doc("Tags that were pushed to it.") int tags, @Doc("Manifests it has.") int manifests,
        @Doc("Bytes of all it refers to, each blob counted once.") long bytes,
        @Doc("Bytes that no other image refers to: what its deletion would free.") long freedBytes,
        @Doc("Manifests that no tag and no index needs, and that are attached to nothing.") int untagged,
        @Doc("Bytes that only those refer to.") long untaggedBytes, @Doc("How often it was pulled.") long pulls,
        @Doc("Whether what was pushed before this was counted has all been read.") boolean complete) {
    /** Returns the view. */
    public static UsageView of(ImageTags.Usage it) {
        return new UsageView(it.tags(), it.manifests(), it.bytes(), it.freedBytes(), it.untagged(), it.untaggedBytes(),
            it.pulls(), it.complete());
    }
}
