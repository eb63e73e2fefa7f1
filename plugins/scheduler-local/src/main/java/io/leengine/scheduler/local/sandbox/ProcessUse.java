package io.leengine.scheduler.local.sandbox;

/**
 * What processes use.
 *
 * @param cpuNanos processor time
 * @param memoryBytes memory
 */
public record ProcessUse(long cpuNanos, long memoryBytes) {
    private static final long TICK_NANOS = 10_000_000;
    private static final long PAGE_BYTES = 4_096;

    /** Adds up a process and all below it; those that ended are not counted. */
    public static ProcessUse ofTree(HostProcess process) {
        ProcessUse sum = ProcessTimes.read(process.pid())
            .map(times -> new ProcessUse(times.cpuTicks() * TICK_NANOS, times.pages() * PAGE_BYTES))
            .orElse(new ProcessUse(0, 0));
        for (HostProcess child : process.children()) {
            ProcessUse below = ofTree(child);
            sum = new ProcessUse(sum.cpuNanos + below.cpuNanos, sum.memoryBytes + below.memoryBytes);
        }
        return sum;
    }
}
