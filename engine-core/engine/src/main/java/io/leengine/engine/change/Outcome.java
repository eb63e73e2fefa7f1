package io.leengine.engine.change;

import io.leengine.engine.domain.ResourceKind;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What a change did, to be written down with it.
 *
 * @param kind of the resource
 * @param resource its name
 * @param detail what changed, for a person; no secrets
 * @param result the id of what was made or changed; a repeated request is answered from it
 * @param difference what it was before, and what it is since
 * @param cells where it was done, for the statistics; empty when that is no matter of cells
 * @param others what activity of other resources says of it
 */
public record Outcome(ResourceKind kind, String resource, String detail, String result, Difference difference,
        Set<String> cells, List<Beside> others) {
    /**
     * What activity of another resource says.
     *
     * @param kind of the resource
     * @param resource its name
     * @param action what it is called there
     * @param detail for a person
     */
    public record Beside(ResourceKind kind, String resource, String action, String detail) {
    }

    /** Copies the collections. */
    public Outcome {
        cells = Set.copyOf(cells);
        others = List.copyOf(others);
    }

    /** What changed nothing that could be told field by field. */
    public Outcome(ResourceKind kind, String resource, String detail, String result) {
        this(kind, resource, detail, result, Difference.NONE, Set.of(), List.of());
    }

    /** Returns the same with what it changed. */
    public Outcome with(Difference changed) {
        return new Outcome(kind, resource, detail, result, changed, cells, others);
    }

    /** Returns the same with where it was done. */
    public Outcome in(Collection<String> some) {
        return new Outcome(kind, resource, detail, result, difference, Set.copyOf(some), others);
    }

    /** Returns the same, told by the activity of another resource, too. */
    public Outcome beside(Beside other) {
        return new Outcome(kind, resource, detail, result, difference, cells, List.of(other));
    }
}
