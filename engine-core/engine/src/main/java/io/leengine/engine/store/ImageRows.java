package io.leengine.engine.store;

import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImagePush;
import io.leengine.model.Digest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Images and the last push of each tag. */
@ProviderType
public interface ImageRows {
    /** Adds an image; {@code ALREADY_EXISTS} when the repository is taken. */
    void insert(Image image);

    /** Returns an image by its repository. */
    Optional<Image> byRepository(String repository);

    /** As {@link #byRepository}, and holds the row against other writers until the transaction ends. */
    Optional<Image> lockByRepository(String repository);

    /** Returns whether a group holds an image. */
    boolean anyIn(String group);

    /** Returns one more than the selection's part has, as far as there are that many. */
    List<Image> list(Selection selection, Viewer viewer);

    /** Returns images in the order of repositories; {@code member} as for applications. */
    default List<Image> list(Optional<String> member, String search, Optional<String> afterRepository, int limit) {
        return list(Selection.of(new Page.Request(afterRepository, limit, search)), Viewer.of(member)).stream()
            .limit(limit).toList();
    }

    /** Writes description, visibility, group and revision; {@code NOT_FOUND} when the group is gone. */
    void update(Image image);

    /** Removes an image with its pushes and members. */
    void delete(String id);

    /** Records a push, in the place of an earlier one of that tag. */
    void put(ImagePush push);

    /** Returns the last push of a tag. */
    Optional<ImagePush> push(String repository, String tag);

    /** Removes what is known of a tag. Absent: does nothing. */
    void deletePush(String repository, String tag);

    /** Returns the last pushes of some tags; those of which none is known are left out. */
    List<ImagePush> pushes(String repository, Collection<String> tags);

    /** Returns the last pushes of the tags that point to some manifests, by tag. */
    List<ImagePush> pushesOf(String repository, Collection<Digest> digests);

    /**
     * Returns tags of images one may see, by image and tag.
     *
     * @param search what the tag, the image's name or its description must contain, or the digest begin with
     * @param afterRepository the image of the last one before; empty for the start
     * @param afterTag its tag; empty for the start
     */
    List<ImagePush> search(String search, Viewer viewer, String afterRepository, String afterTag, int limit);

    /** Returns the pushes of a repository, newest first. */
    List<ImagePush> pushes(String repository, int limit);
}
