package io.leengine.rest.view;

import io.leengine.engine.ImageTags;
import java.util.List;

/** What rules make of an image. */
@Doc("What rules would make of an image now.")
public record RetentionView(@Doc("Each tag by name, and then each manifest without one.") List<VerdictView> verdicts,
        @Doc("Bytes that only what goes refers to: they are free once it has been without a tag for its time, and blobs have "
            + "been collected. 0 while no rule removes manifests without a tag.") long freedBytes) {
    /** Returns the view. */
    public static RetentionView of(ImageTags.Retention it) {
        return new RetentionView(it.verdicts().stream().map(VerdictView::of).toList(), it.freedBytes());
    }
}
