package io.leengine.spi.notifier;

import io.leengine.spi.CallContext;
import io.leengine.spi.Seam;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Delivers an alarm.
 *
 * <p>Optional ability: {@link RecipientCheck}.
 */
@ConsumerType
public interface Notifier extends Seam {
    /**
     * Delivers one notice. At least once: after an {@code UNAVAILABLE} the engine calls again with the same
     * {@link Notice#id()}, by which a notifier that can leaves out doubles.
     *
     * @param recipients whom, in the notifier's own terms (addresses, numbers); may be empty when its settings name them
     */
    void deliver(CallContext context, Notice notice, Set<String> recipients) throws InterruptedException;
}
