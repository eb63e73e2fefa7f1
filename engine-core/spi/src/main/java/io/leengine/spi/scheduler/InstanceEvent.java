package io.leengine.spi.scheduler;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What a watch over a cell's instances tells. */
@ProviderType
public sealed interface InstanceEvent {
    /**
     * The whole truth: what is not in it is gone.
     *
     * @param instances all of them
     */
    record Listed(List<Instance> instances) implements InstanceEvent {
        /** Copies the list. */
        public Listed {
            instances = List.copyOf(instances);
        }
    }

    /**
     * An instance appeared or changed.
     *
     * @param instance as it is now
     */
    record Changed(Instance instance) implements InstanceEvent {
    }

    /**
     * An instance is gone.
     *
     * @param instance as it last was
     */
    record Removed(Instance instance) implements InstanceEvent {
    }
}
