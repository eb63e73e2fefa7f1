package io.leengine.engine.ownership;

/** The shards that keys fall into. */
public final class Shards {
    /** How many there are; as many rows as the migration makes. */
    public static final int COUNT = 128;

    private static final int SPREAD = 0x45d9f3b;

    private Shards() {
    }

    /** Returns the shard of a key; the same on every engine of every release. */
    public static int of(String key) {
        int hash = key.hashCode();
        // Spreads names that differ in their last letters only.
        hash = (hash ^ hash >>> 16) * SPREAD;
        return (hash ^ hash >>> 16) & COUNT - 1;
    }
}
