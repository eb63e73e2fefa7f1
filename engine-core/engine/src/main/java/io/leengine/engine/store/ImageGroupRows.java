package io.leengine.engine.store;

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

    /** Returns groups in the order of names, of which the user is a member, or all. */
    List<ImageGroup> list(Optional<String> member, String search, Optional<String> afterName, int limit);

    /** Writes description and revision. */
    void update(ImageGroup group);

    /** Removes a group with its members; {@code NOT_FOUND} while it holds images. */
    void delete(String id);
}
