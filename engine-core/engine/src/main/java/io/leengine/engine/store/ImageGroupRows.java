package io.leengine.engine.store;

import io.leengine.engine.Selection;
import io.leengine.engine.domain.ImageGroup;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Image groups. */
@ProviderType
public interface ImageGroupRows {
    /** Adds a group; {@code ALREADY_EXISTS} when the name is taken. */
    void insert(ImageGroup group);

    /** Returns a group by name. */
    Optional<ImageGroup> byName(String name);

    /** As {@link #byName}, and holds the row against other writers until the transaction ends. */
    Optional<ImageGroup> lockByName(String name);

    /** Returns whether an image is in a group, both by id. */
    boolean holds(String group, String image);

    /** Returns one more than the selection's part has, as far as there are that many. */
    List<ImageGroup> list(Selection selection, Viewer viewer);

    /** Writes description and revision. */
    void update(ImageGroup group);

    /** Removes a group with its members; {@code NOT_FOUND} while it holds images. */
    void delete(String id);
}
