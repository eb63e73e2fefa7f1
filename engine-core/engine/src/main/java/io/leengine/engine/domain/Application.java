package io.leengine.engine.domain;

import java.time.Instant;

/**
 * An application, as desired.
 *
 * @param id unique for all time
 * @param name unique on the platform; also its namespace in every cell
 * @param description for people
 * @param image its one image repository
 * @param host its domain
 * @param group the load-balancer group that serves the domain
 * @param isPrivate whether only members see it
 * @param deleting whether it is on its way out: the row stays until every cell has let go
 * @param createdAt when
 * @param createdBy the user's name
 * @param revision grows by one at every change of the application or of its versions; the entity tag
 */
public record Application(String id, String name, String description, String image, String host, String group,
        boolean isPrivate, boolean deleting, Instant createdAt, String createdBy, long revision) {

    /** Returns it with the next revision: something that belongs to it has changed. */
    public Application revised() {
        return new Application(id, name, description, image, host, group, isPrivate, deleting, createdAt, createdBy,
            revision + 1);
    }
}
