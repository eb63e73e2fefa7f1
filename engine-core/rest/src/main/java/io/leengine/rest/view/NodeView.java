package io.leengine.rest.view;

import io.leengine.spi.scheduler.CellStatus;

/** A machine of a cell. */
@Doc("A machine of a cell.")
public record NodeView(String name, @Doc("Whether it takes instances.") boolean ready,
        @Doc("Thousandths of a processor it has for instances.") long cpuMillis,
        @Doc("Memory it has for instances.") long memoryBytes,
        @Doc("What its instances were promised.") long cpuMillisAsked,
        @Doc("What its instances were promised.") long memoryBytesAsked, int instances) {
    static NodeView of(CellStatus.Node node) {
        return new NodeView(node.name(), node.ready(), node.cpuMillis(), node.memoryBytes(), node.cpuMillisAsked(),
            node.memoryBytesAsked(), node.instances());
    }
}
