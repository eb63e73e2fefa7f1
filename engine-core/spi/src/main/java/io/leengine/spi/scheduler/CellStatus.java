package io.leengine.spi.scheduler;

import java.util.List;

/**
 * The nodes of a cell and their room.
 *
 * @param nodes every node, sorted by name; none when the scheduler does not tell its nodes
 * @param cpuShared whether nodes take instances beyond their processor time, which is shared out among them and so runs
 *     short, not out. The engine does not ask for instances that by this and the nodes' figures would find no room
 */
public record CellStatus(List<Node> nodes, boolean cpuShared) {
    /** Copies the list. */
    public CellStatus {
        nodes = List.copyOf(nodes);
    }

    /** The nodes of a cell that promises no more processor time than there is. */
    public CellStatus(List<Node> nodes) {
        this(nodes, false);
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
