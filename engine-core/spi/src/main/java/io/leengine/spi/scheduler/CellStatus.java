package io.leengine.spi.scheduler;

import java.util.List;

/**
 * The nodes of a cell and their room.
 *
 * @param nodes every node, sorted by name
 */
public record CellStatus(List<Node> nodes) {
    /** Copies the list. */
    public CellStatus {
        nodes = List.copyOf(nodes);
    }

    /**
     * A machine.
     *
     * @param name unique in the cell
     * @param ready whether it takes instances
     * @param cpuMillis thousandths of a processor it has for instances
     * @param memoryBytes memory it has for instances
     * @param cpuMillisAsked what its instances were promised
     * @param memoryBytesAsked what its instances were promised
     * @param instances how many it runs
     */
    public record Node(String name, boolean ready, long cpuMillis, long memoryBytes, long cpuMillisAsked,
            long memoryBytesAsked, int instances) {
    }
}
