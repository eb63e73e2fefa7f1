package io.leengine.rest.view;

import io.leengine.engine.domain.Image;
import java.time.Instant;
import java.util.Optional;

/** An image. */
@Doc("A repository of the registry.")
public record ImageView(@Doc(value = "Its name in the registry.", example = "team/hello") String repository,
        String description, @Doc("Whether anyone may pull it.") boolean isPublic,
        @Doc("The image group that holds it; absent for none.") Optional<String> group, Instant createdAt, String createdBy,
        @Doc("Grows with every change; the entity tag.") long revision) {
    /** Returns the view. */
    public static ImageView of(Image image) {
        return new ImageView(image.repository(), image.description(), image.isPublic(), image.group(), image.createdAt(),
            image.createdBy(), image.revision());
    }
}
