package io.leengine.spi;

import io.leengine.model.Health;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What every configured plugin is. A plugin registers one service for each factory configuration it is given, under the
 * interface of its seam and with the service property {@link #NAME}; Declarative Services does so from the component's
 * configuration, whose property of the same name the engine always sets.
 *
 * <p><b>Lifecycle.</b> A service is registered when the plugin can take calls, not when the outside world answers: a
 * cell that is unreachable is a service that throws {@link io.leengine.model.ErrorCode#UNAVAILABLE} and says so in
 * {@link #health()}. When the configuration or the bundle goes, the service is unregistered first; calls that are under
 * way may end with {@code UNAVAILABLE}. After that the plugin holds no thread, file or connection. What it manages
 * outside (instances, domains, blobs) stays as it is: a successor adopts it.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once, mostly virtual ones. Methods block
 * until done. A method that can wait declares {@link InterruptedException} and ends soon after an interrupt, leaving
 * what a repeat of the same call will complete.
 *
 * <p><b>Idempotence.</b> Each {@code apply…} and {@code delete…} states an end, not a step: repeated, it changes
 * nothing. Deleting what is not there succeeds.
 *
 * <p><b>Errors</b> are {@link io.leengine.model.EngineException} with a code: {@code INVALID} for what the caller must
 * change, {@code UNAVAILABLE} or {@code TIMEOUT} for what time may mend, {@code UNSUPPORTED} for an ability that was
 * not declared. Anything else is a defect of the plugin.
 */
@ConsumerType
public interface Seam {
    /** The service and configuration property that names the cell, group or storage a service stands for. */
    String NAME = "leengine.name";

    /** Returns the configured name; constant. */
    String name();

    /**
     * Returns how the part is, at once and without asking the outside world: from what the last calls and the plugin's
     * own checks have shown.
     */
    default Health health() {
        return Health.up();
    }

    /**
     * Returns an optional ability, one of the small interfaces beside the seam's main one.
     *
     * @param type the ability's interface
     * @return empty when the plugin cannot do this
     */
    default <A> Optional<A> ability(Class<A> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }
}
