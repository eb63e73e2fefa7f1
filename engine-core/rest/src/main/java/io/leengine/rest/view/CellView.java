package io.leengine.rest.view;

import io.leengine.engine.Platform;
import java.util.List;
import java.util.Optional;

/** A cell. */
@Doc("One scheduler with its nodes.")
public record CellView(@Doc(value = "Its name.", example = "room-1") String name,
        @Doc("The plugin that drives it.") String plugin, @Doc("Most nodes.") int nodeLimit, HealthView health,
        @Doc("Absent when it does not answer.") Optional<List<NodeView>> nodes,
        @Doc("What versions are to have there, whether they have it yet or not.") AllocationView allocated) {
    /** Returns the view. */
    public static CellView of(Platform.Cell cell) {
        return new CellView(cell.name(), cell.plugin(), cell.nodeLimit(), HealthView.of(cell.health()),
            cell.status().map(status -> status.nodes().stream().map(NodeView::of).toList()),
            AllocationView.of(cell.allocated()));
    }
}
