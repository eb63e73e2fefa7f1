package io.leengine.spi.bus;

import org.osgi.annotation.versioning.ProviderType;

/** What a watch over keys tells. */
@ProviderType
public sealed interface BusEvent {
    /**
     * All there is under the prefix: what is not in it is gone.
     *
     * @param listing the entries
     */
    record Listed(Bus.Listing listing) implements BusEvent {
    }

    /**
     * A key was set.
     *
     * @param entry as it is now
     */
    record Put(Bus.Entry entry) implements BusEvent {
    }

    /**
     * A key was removed, or its lease ended.
     *
     * @param key the key
     * @param revision of the store then
     */
    record Deleted(String key, long revision) implements BusEvent {
    }
}
