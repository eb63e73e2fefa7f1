package io.leengine.engine;

import io.leengine.engine.domain.Attachment;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageManifest;
import io.leengine.model.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Everything one does with images. The content itself goes through the registry. */
@ProviderType
public interface Images {
    /** Creates an empty image; its creator is the Owner. */
    Image create(Actor actor, Draft draft);

    /** Returns an image. */
    Image get(Actor actor, String repository);

    /** Returns those images that one may see. */
    Page<Image> list(Actor actor, Selection selection);

    /** As {@link #list(Actor, Selection)}, of all that one may see, by name. */
    default Page<Image> list(Actor actor, Page.Request page) {
        return list(actor, Selection.of(page));
    }

    /** Changes what is given. */
    Image update(Actor actor, String repository, Optional<String> description, Optional<Boolean> isPublic,
        Optional<Long> ifMatch);

    /**
     * Puts an image into a group, or takes it out of one. It needs the Owner's rights on the image, whose members change
     * by it, and a Master's on the group it leaves and on the one it comes into.
     *
     * @param group the name of the group; empty for none
     */
    Image move(Actor actor, String repository, Optional<String> group, Optional<Long> ifMatch);

    /** Deletes an image with all its tags; {@code CONFLICT} while an application uses it. */
    void delete(Actor actor, String repository, Optional<Long> ifMatch) throws InterruptedException;

    /** Returns an image's tags, in lexical order. */
    Page<Tag> tags(Actor actor, String repository, Page.Request page) throws InterruptedException;

    /** Deletes a tag. Absent: {@code NOT_FOUND}. */
    void deleteTag(Actor actor, String repository, String tag) throws InterruptedException;

    /**
     * A new image.
     *
     * @param repository its name in the registry
     * @param description for people
     * @param isPublic whether anyone may pull it
     * @param group the image group it comes into, as a Master of that; empty for none
     */
    record Draft(String repository, String description, boolean isPublic, Optional<String> group) {
        /** An image in no group. */
        public Draft(String repository, String description, boolean isPublic) {
            this(repository, description, isPublic, Optional.empty());
        }
    }

    /**
     * A tag.
     *
     * @param name the tag
     * @param digest what it points to
     * @param sizeBytes of all it refers to; 0 when not known
     * @param pushedAt when; empty when not known
     * @param pushedBy by whom; empty when not known
     * @param versions names of the live versions of applications that run it, as {@code app/v1}
     * @param manifest what it points to, when that is known
     * @param pulls how often it was pulled, by its name or its digest
     * @param pulledAt when last
     * @param attached what is attached to it
     */
    record Tag(String name, Digest digest, long sizeBytes, Optional<Instant> pushedAt, String pushedBy,
            List<String> versions, Optional<ImageManifest> manifest, long pulls, Optional<Instant> pulledAt,
            List<Attachment> attached) {
        /** A tag of which no more is known. */
        public Tag(String name, Digest digest, long sizeBytes, Optional<Instant> pushedAt, String pushedBy,
                List<String> versions) {
            this(name, digest, sizeBytes, pushedAt, pushedBy, versions, Optional.empty(), 0, Optional.empty(), List.of());
        }
    }
}
