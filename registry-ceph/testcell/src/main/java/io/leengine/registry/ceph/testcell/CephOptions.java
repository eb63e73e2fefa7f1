package io.leengine.registry.ceph.testcell;

import java.time.Duration;

/**
 * What a cluster is like.
 *
 * @param diskBytes how much its disk holds, at least {@link #SMALLEST}; the file behind it grows with what is written
 * @param gateway whether it has an S3 gateway, which takes a second or two longer to start
 * @param operationLimit how long the gateway waits for the disk before it answers with an error
 * @param patience how long a part may take to start
 */
public record CephOptions(long diskBytes, boolean gateway, Duration operationLimit, Duration patience) {
    /** The smallest disk that a cluster starts on. */
    public static final long SMALLEST = 1L << 30;

    private static final long DISK = 10L << 30;

    /** Refuses a disk that is too small. */
    public CephOptions {
        if (diskBytes < SMALLEST) {
            throw new IllegalArgumentException("A cluster needs a disk of " + SMALLEST + " bytes at least.");
        }
    }

    /** Returns a cluster with a gateway and much room. */
    public static CephOptions usual() {
        return new CephOptions(DISK, true, Duration.ofSeconds(20), Duration.ofSeconds(60));
    }

    /** Returns the same cluster without an S3 gateway. */
    public CephOptions withoutGateway() {
        return new CephOptions(diskBytes, false, operationLimit, patience);
    }

    /** Returns the same cluster with another disk. */
    public CephOptions withDisk(long bytes) {
        return new CephOptions(bytes, gateway, operationLimit, patience);
    }

    /** Returns the same cluster whose gateway waits longer or shorter for the disk. */
    public CephOptions withOperationLimit(Duration limit) {
        return new CephOptions(diskBytes, gateway, limit, patience);
    }
}
