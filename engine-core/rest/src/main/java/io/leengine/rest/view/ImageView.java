package io.leengine.rest.view;

import io.leengine.engine.domain.Image;
import java.time.Instant;

/** An image. */
@Doc("A repository of the registry.")
public record ImageView(@Doc(value = "Its name in the registry.", example = "team/hello") String repository,
        String description, @Doc("Whether anyone may pull it.") boolean isPublic, Instant createdAt, String createdBy,
        @Doc("Grows with every change; the entity tag.") long revision) {
    /** Returns the view. */
    public static ImageView of(Image image) {
        return new ImageView(image.repository(), image.description(), image.isPublic(), image.createdAt(),
            image.createdBy(), image.revision());
    }
}
