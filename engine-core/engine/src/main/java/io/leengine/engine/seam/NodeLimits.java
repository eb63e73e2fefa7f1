package io.leengine.engine.seam;

import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.store.Session;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Holds cells to their node limits: one that reports more nodes than its limit gets no more instances until an operator
 * raises the limit or takes nodes away. What runs there goes on. A cell that does not answer is not held to anything: its
 * nodes are not known.
 */
public final class NodeLimits {
    private NodeLimits() {
    }

    /**
     * Throws {@code CONFLICT} when one of the cells has more nodes than it may.
     *
     * @param told what they told a moment ago
     */
    public static void check(Session session, Collection<String> cells, CellRoom.Told told) {
        List<Part> parts = session.parts().list();
        for (String cell : cells) {
            Optional<Integer> nodes = Optional.ofNullable(told.cells().get(cell)).map(status -> status.nodes().size());
            parts.stream().filter(part -> part.seam() == SeamKind.SCHEDULER && part.name().equals(cell))
                .filter(part -> nodes.filter(count -> isOver(part, count)).isPresent()).findFirst().ifPresent(part -> {
                    throw new EngineException(ErrorCode.CONFLICT, "The cell " + cell + " has " + nodes.orElseThrow()
                        + " nodes, and its limit is " + part.nodeLimit() + ": it gets no more instances.")
                        .withField("cells").withNextStep("Use another cell, or ask a platform administrator to raise the "
                            + "limit: leengine parts update scheduler " + cell + " --node-limit N");
                });
        }
    }

    /** Returns whether a cell has more nodes than it may. */
    public static boolean isOver(Part cell, int nodes) {
        return cell.nodeLimit() > 0 && nodes > cell.nodeLimit();
    }
}
