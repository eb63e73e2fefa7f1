package io.leengine.engine.platform;

import io.leengine.engine.Actor;
import io.leengine.engine.Platform.Drain;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.reconcile.DrainedCells;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Drains cells and tells how far that has come. */
public final class CellDrains {
    private static final int SHOWN = 20;

    private final Store store;
    private final Changes changes;
    private final DrainedCells cells;
    private final Consumer<String> changed;

    /** @param changed is told the cell whose traffic is to move */
    public CellDrains(Store store, Changes changes, DrainedCells cells, Consumer<String> changed) {
        this.store = store;
        this.changes = changes;
        this.cells = cells;
        this.changed = changed;
    }

    /** Drains a cell or lets it have its traffic again, for an administrator. */
    public void set(Actor actor, String cell, boolean drained) {
        actor.requiredAdministrator();
        changes.apply(actor, drained ? "cell.drain" : "cell.undrain", session -> {
            Part present = session.parts().find(SeamKind.SCHEDULER, cell)
                .orElseThrow(() -> EngineException.notFound("cell", cell));
            session.parts().drain(cell, drained);
            return new Outcome(ResourceKind.PART, SeamKind.SCHEDULER.label() + "/" + cell, detail(session, cell, drained),
                cell).with(Difference.of(facts(present.drained()), facts(drained)));
        });
        changed.accept(cell);
    }

    private String detail(Session session, String cell, boolean drained) {
        if (!drained) {
            return "its instances get their share of the traffic again";
        }
        List<String> holders = holders(session, cell);
        return holders.isEmpty() ? "all of its traffic goes to other cells"
            : "served from there until another cell can: " + String.join(", ", some(holders))
                + (holders.size() > SHOWN ? " and " + (holders.size() - SHOWN) + " more" : "");
    }

    private static Map<String, String> facts(boolean drained) {
        return Map.of("drained", Boolean.toString(drained));
    }

    private List<String> holders(Session session, String cell) {
        Set<String> drained = new HashSet<>(DrainedCells.of(session));
        drained.add(cell);
        return cells.holders(session, cell, drained);
    }

    private static List<String> some(List<String> holders) {
        return holders.subList(0, Math.min(SHOWN, holders.size()));
    }

    /** Returns how far the draining of a cell has come; who holds it is for administrators. */
    public Drain of(Actor actor, Part cell) {
        if (!cell.drained()) {
            return Drain.NONE;
        }
        List<String> holders = store.read(session -> holders(session, cell.name()));
        return new Drain(true, holders.size(), actor.administrator() ? some(holders) : List.of());
    }
}
