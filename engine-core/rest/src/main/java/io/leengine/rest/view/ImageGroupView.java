package io.leengine.rest.view;

import io.leengine.engine.domain.ImageGroup;
import java.time.Instant;

/** An image group. */
@Doc("Holds images; its members reach them all, with the role they have here.")
public record ImageGroupView(@Doc(value = "Unique.", example = "tools") String name, String description,
        Instant createdAt, String createdBy, @Doc("Grows with every change; the entity tag.") long revision) {
    /** Returns the view. */
    public static ImageGroupView of(ImageGroup group) {
        return new ImageGroupView(group.name(), group.description(), group.createdAt(), group.createdBy(),
            group.revision());
    }
}
