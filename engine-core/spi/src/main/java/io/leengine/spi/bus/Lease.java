package io.leengine.spi.bus;

import org.osgi.annotation.versioning.ConsumerType;

/** A lease on keys; it is kept alive until closed. */
@ConsumerType
public interface Lease extends AutoCloseable {
    /** Returns its id, unique in the bus. */
    String id();

    /** Returns whether it still lives, as far as is known at once; false is final. */
    boolean alive();

    /** Ends it: its keys are removed. Repeated: does nothing. */
    @Override
    void close();
}
