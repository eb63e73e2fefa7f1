package io.leengine.engine.domain;

import java.time.Instant;

/**
 * Holds images; its members reach them all, with the role they have here.
 *
 * @param id unique for all time
 * @param name unique on the platform; it stays
 * @param description for people
 * @param createdAt when
 * @param createdBy the user's name
 * @param revision the entity tag
 */
public record ImageGroup(String id, String name, String description, Instant createdAt, String createdBy,
        long revision) {
}
