package io.leengine.rest.view;

import io.leengine.engine.Platform;
import java.util.List;
import java.util.Optional;

/** A cell. */
@Doc("One scheduler with its nodes.")
public record CellView(@Doc(value = "Its name.", example = "room-1") String name,
        @Doc("The plugin that drives it.") String plugin, @Doc("Most nodes.") int nodeLimit, HealthView health,
        @Doc("Absent when it does not answer.") Optional<List<NodeView>> nodes,
        @Doc("What versions are to have there, whether they have it yet or not.") AllocationView allocated,
        @Doc("Whether its traffic is to be with the other cells.") boolean drained,
        @Doc("How many applications are served from there although it is drained, because no other cell could.") int heldBy,
        @Doc("The first 20 of those by name; for administrators, while it is drained.") Optional<List<String>> holders) {
    /** Returns the view. */
    public static CellView of(Platform.Cell cell) {
        return new CellView(cell.name(), cell.plugin(), cell.nodeLimit(), HealthView.of(cell.health()),
            cell.status().map(status -> status.nodes().stream().map(NodeView::of).toList()),
            AllocationView.of(cell.allocated()), cell.drain().drained(), cell.drain().heldBy(),
            Optional.of(cell.drain().holders()).filter(some -> !some.isEmpty()));
    }
}
