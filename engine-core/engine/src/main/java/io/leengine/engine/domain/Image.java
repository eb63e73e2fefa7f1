package io.leengine.engine.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * An image: a repository of the registry.
 *
 * @param id unique for all time
 * @param repository unique; its name in the registry
 * @param description for people
 * @param isPublic whether anyone may pull it
 * @param group the name of the image group that holds it, if one does
 * @param createdAt when
 * @param createdBy the user's name
 * @param revision the entity tag
 */
public record Image(String id, String repository, String description, boolean isPublic, Optional<String> group,
        Instant createdAt, String createdBy, long revision) {
    /** An image in no group. */
    public Image(String id, String repository, String description, boolean isPublic, Instant createdAt,
            String createdBy, long revision) {
        this(id, repository, description, isPublic, Optional.empty(), createdAt, createdBy, revision);
    }

    /** Returns the image with another group, one revision later. */
    public Image in(Optional<String> other) {
        return new Image(id, repository, description, isPublic, other, createdAt, createdBy, revision + 1);
    }
}
