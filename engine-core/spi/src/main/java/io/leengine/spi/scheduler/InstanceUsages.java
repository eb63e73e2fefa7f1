package io.leengine.spi.scheduler;

import io.leengine.spi.CallContext;
import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** The ability to tell what instances use. */
@ConsumerType
public interface InstanceUsages {
    /** Returns the use of every running instance of the cell. */
    List<Usage> usages(CallContext context) throws InterruptedException;

    /**
     * What one instance uses.
     *
     * @param version what it is an instance of
     * @param instance its id
     * @param at when this was read
     * @param cpuNanos processor time since its process started
     * @param memoryBytes memory in use
     */
    record Usage(VersionKey version, String instance, Instant at, long cpuNanos, long memoryBytes) {
    }
}
