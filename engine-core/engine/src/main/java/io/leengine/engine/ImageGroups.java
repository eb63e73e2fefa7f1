package io.leengine.engine;

import io.leengine.engine.domain.ImageGroup;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Image groups. They are seen by their members only; which images one holds is said by the images. */
@ProviderType
public interface ImageGroups {
    /** Creates an empty group; its creator is the Owner. */
    ImageGroup create(Actor actor, String name, String description);

    /** Returns a group. */
    ImageGroup get(Actor actor, String name);

    /** Returns groups. */
    Page<ImageGroup> list(Actor actor, Selection selection);

    /** Changes the description. */
    ImageGroup update(Actor actor, String name, Optional<String> description, Optional<Long> ifMatch);

    /** Deletes a group; {@code CONFLICT} while it holds images. */
    void delete(Actor actor, String name, Optional<Long> ifMatch);
}
