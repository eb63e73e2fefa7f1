package io.leengine.engine.domain;

/**
 * What versions are to have.
 *
 * @param instances how many
 * @param cpuMillis thousandths of a processor they are promised
 * @param memoryBytes memory they are promised
 */
public record Allocation(long instances, long cpuMillis, long memoryBytes) {
    /** Nothing. */
    public static final Allocation NOTHING = new Allocation(0, 0, 0);

    /** Returns the sum of both. */
    public Allocation plus(Allocation other) {
        return new Allocation(instances + other.instances, cpuMillis + other.cpuMillis, memoryBytes + other.memoryBytes);
    }

    /** Returns the sum of this and so many instances more. */
    public Allocation plus(int more, int cpuMillisEach, long memoryBytesEach) {
        return new Allocation(instances + more, cpuMillis + (long) more * cpuMillisEach,
            memoryBytes + more * memoryBytesEach);
    }
}
