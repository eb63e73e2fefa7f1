package io.leengine.spi;

import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A stream of events for one consumer thread. What its first events are is stated by the method that opens it; a watch
 * over a state always begins with the whole list, and begins with it anew whenever events may have been lost, so that a
 * consumer that replaces what it knows by each list is right at any time.
 *
 * <p>A watch that cannot go on throws {@link io.leengine.model.ErrorCode#UNAVAILABLE} from then on; the consumer closes
 * it and opens another, with back-off. {@link #close()} may be called by any thread, ends a waiting {@link #next()}
 * with that same error, and releases everything.
 *
 * @param <E> the events
 */
@ConsumerType
public interface Watch<E> extends AutoCloseable {
    /**
     * Waits for the next event.
     *
     * @param limit how long to wait at most
     * @return the event, or empty when none came in time
     */
    Optional<E> next(Duration limit) throws InterruptedException;

    @Override
    void close();
}
