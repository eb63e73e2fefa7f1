package io.leengine.engine.seam;

import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.store.Session;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.scheduler.Scheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds cells to their node limits: one that reports more nodes than its limit gets no more instances until an operator
 * raises the limit or takes nodes away. What runs there goes on. A cell that does not answer is not held to anything: its
 * nodes are not known.
 */
public final class NodeLimits {
    private static final Duration KNOWN = Duration.ofSeconds(30);
    private static final Duration CALL = Duration.ofSeconds(5);

    private final Seams seams;
    private final Clock clock;
    private final Map<String, Count> counts = new ConcurrentHashMap<>();

    private record Count(Optional<Integer> nodes, Instant at) {
    }

    /** Over the cells that are there. */
    public NodeLimits(Seams seams, Clock clock) {
        this.seams = seams;
        this.clock = clock;
    }

    /** Asks some cells for their nodes, unless that is known from a moment ago; before a transaction, not in it. */
    public void learn(Collection<String> cells) {
        Instant now = clock.instant();
        counts.values().removeIf(count -> !now.isBefore(count.at().plus(KNOWN)));
        cells.forEach(cell -> counts.computeIfAbsent(cell, each -> new Count(nodes(each), now)));
    }

    private Optional<Integer> nodes(String cell) {
        try {
            Optional<Scheduler> scheduler = seams.find(Scheduler.class, cell);
            return scheduler.isEmpty() ? Optional.empty()
                : Optional.of(scheduler.get().status(CallContext.of("nodes-" + cell, CALL)).nodes().size());
        } catch (EngineException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorCode.UNAVAILABLE, "The engine is stopping.", e);
        }
    }

    /** Throws {@code CONFLICT} when one of the cells has more nodes than it may. */
    public void check(Session session, Collection<String> cells) {
        List<Part> parts = session.parts().list();
        for (String cell : cells) {
            Optional<Integer> nodes = Optional.ofNullable(counts.get(cell)).flatMap(Count::nodes);
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
