package io.leengine.engine.domain;

import java.time.Instant;

/**
 * An image: a repository of the registry.
 *
 * @param id unique for all time
 * @param repository unique; its name in the registry
 * @param description for people
 * @param isPublic whether anyone may pull it
 * @param createdAt when
 * @param createdBy the user's name
 * @param revision the entity tag
 */
public record Image(String id, String repository, String description, boolean isPublic, Instant createdAt,
        String createdBy, long revision) {
}
