package io.leengine.spi.scheduler;

import io.leengine.spi.CallContext;
import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** The ability to tell what happened in a namespace: pulls, starts, kills, failures. */
@ConsumerType
public interface NamespaceEvents {
    /** Returns the events that are kept, oldest first, at most the last 1,000; {@code NOT_FOUND} when it is absent. */
    List<Event> events(CallContext context, String namespace) throws InterruptedException;

    /**
     * Something that happened.
     *
     * @param at when
     * @param version the version's name; empty when it concerns none
     * @param instance the instance's id; empty when it concerns none
     * @param reason one word, for example {@code Started}
     * @param message for a person
     * @param warning whether someone should look
     */
    record Event(Instant at, String version, String instance, String reason, String message, boolean warning) {
    }
}
