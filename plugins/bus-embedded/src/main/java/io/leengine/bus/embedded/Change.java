package io.leengine.bus.embedded;

import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;

/** One change of the map, as it stands in the journal and in the history. */
sealed interface Change {
    /** Returns the revision the change made. */
    long revision();

    /** Returns the key it changed. */
    String key();

    /** Returns what a watch tells of it. */
    BusEvent event();

    /**
     * Returns about how many bytes it takes.
     *
     * @return characters of the key, bytes of the value and what goes with them
     */
    int weight();

    /**
     * A key was set.
     *
     * @param entry as it is now
     * @param lease the lease's id; empty when it has none
     */
    record Set(Bus.Entry entry, String lease) implements Change {
        @Override
        public long revision() {
            return entry.modified();
        }

        @Override
        public String key() {
            return entry.key();
        }

        @Override
        public BusEvent event() {
            return new BusEvent.Put(entry);
        }

        @Override
        public int weight() {
            return 64 + entry.key().length() + entry.value().length + lease.length();
        }
    }

    /**
     * A key was removed.
     *
     * @param key the key
     * @param revision of the map then
     */
    record Removed(String key, long revision) implements Change {
        @Override
        public BusEvent event() {
            return new BusEvent.Deleted(key, revision);
        }

        @Override
        public int weight() {
            return 64 + key.length();
        }
    }
}
