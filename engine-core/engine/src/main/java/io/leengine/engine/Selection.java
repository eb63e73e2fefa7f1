package io.leengine.engine;

import io.leengine.engine.domain.Role;
import io.leengine.model.EngineException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Which of the resources one may see, and in which order. A filter that a kind of resource has no field for must be empty.
 *
 * @param page which part, and what names must contain
 * @param order in which order
 * @param isPublic only public ones, or only private ones
 * @param least only those on which the actor has this role or a higher one
 * @param image only with this image
 * @param group only in this group: an image's group, an application's load-balancer group
 */
public record Selection(Page.Request page, Order order, Optional<Boolean> isPublic, Optional<Role> least,
        Optional<String> image, Optional<String> group) {
    /** The orders of lists of resources; what is of the same moment is ordered by name. */
    public enum Order {
        /** By name. */
        NAME(false, false),
        /** By name, backwards. */
        NAME_DOWN(false, true),
        /** The oldest first. */
        CREATED(true, false),
        /** The newest first. */
        CREATED_DOWN(true, true);

        private final boolean byTime;
        private final boolean down;

        Order(boolean byTime, boolean down) {
            this.byTime = byTime;
            this.down = down;
        }

        /** Returns whether the time of creation comes first. */
        public boolean byTime() {
            return byTime;
        }

        /** Returns whether the greatest comes first. */
        public boolean down() {
            return down;
        }
    }

    /**
     * A place in a list: just behind a resource.
     *
     * @param createdAt when that one was created; empty in an order by name
     * @param name its name
     */
    public record Place(Optional<Instant> createdAt, String name) {
    }

    /** Returns a part of all that one may see, by name. */
    public static Selection of(Page.Request page) {
        return new Selection(page, Order.NAME, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Returns where the part begins; empty for the start. */
    public Optional<Place> after() {
        return page.after().map(this::place);
    }

    private Place place(String cursor) {
        if (!order.byTime()) {
            return new Place(Optional.empty(), cursor);
        }
        try {
            int space = cursor.indexOf(' ');
            return new Place(Optional.of(Instant.parse(cursor.substring(0, Math.max(0, space)))),
                cursor.substring(space + 1));
        } catch (DateTimeException e) {
            throw EngineException.invalid("after", "This is no cursor of this list.");
        }
    }

    /** Returns the cursor of the place behind a resource. */
    public String cursor(String name, Instant createdAt) {
        return order.byTime() ? createdAt + " " + name : name;
    }
}
