package io.leengine.engine.store;

import io.leengine.engine.Selection;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.ImageSource;
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

    /** Removes a group with its members and its source; {@code NOT_FOUND} while it holds images. */
    void delete(String id);

    /** Returns the source of a group, by the group's name. */
    Optional<ImageSource> source(String group);

    /** Returns the source of the group whose name a repository's begins with, if it has one. */
    default Optional<ImageSource> sourceOf(String repository) {
        int slash = repository.indexOf('/');
        return slash < 0 ? Optional.empty() : source(repository.substring(0, slash));
    }

    /**
     * Returns whether of the images whose names begin with a group's, and a slash, there is any, or a tag or manifest in one,
     * that was made or pushed by somebody else than the one named.
     */
    boolean anyOfOthersNamedIn(String group, String name);

    /** Writes a group's source in the place of an earlier one. */
    void putSource(ImageSource source);

    /** Removes a group's source. Absent: does nothing. */
    void deleteSource(String groupId);
}
