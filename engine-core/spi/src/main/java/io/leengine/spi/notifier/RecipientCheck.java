package io.leengine.spi.notifier;

import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The ability to tell, before there is anything to deliver, whether recipients are such as this notifier can reach: who
 * writes down a wrong address learns it then, and not in the night of the alarm.
 *
 * @since 1.1
 */
@ConsumerType
public interface RecipientCheck {
    /**
     * Checks the form of recipients, at once and without asking the outside world.
     *
     * @param recipients as they would be given to {@link Notifier#deliver}
     * @throws io.leengine.model.EngineException {@code INVALID} for the field {@code recipients}, naming the wrong one
     */
    void checkRecipients(Set<String> recipients);
}
