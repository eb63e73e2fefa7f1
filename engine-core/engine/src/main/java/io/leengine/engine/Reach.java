package io.leengine.engine;

import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How far a token reaches. It never adds to what its holder may: it only takes away.
 *
 * @param most the highest role it has, on whatever it reaches
 * @param kinds the kinds of resource it reaches
 * @param only the one resource it reaches, of the one kind in {@code kinds}; empty for all of the kinds
 * @param bossSide whether it opens the boss side, where its holder is an administrator
 */
public record Reach(Role most, Set<ResourceKind> kinds, Optional<Only> only, boolean bossSide) {
    /** The kinds of resource that have members. */
    public static final Set<ResourceKind> ALL_KINDS = Set.copyOf(EnumSet.of(ResourceKind.APPLICATION, ResourceKind.IMAGE,
        ResourceKind.IMAGE_GROUP, ResourceKind.CODE_BUILD));

    /** As far as one's log-in. */
    public static final Reach FULL = new Reach(Role.OWNER, ALL_KINDS, Optional.empty(), true);

    /**
     * One resource.
     *
     * @param id unique for all time
     * @param name to be shown
     */
    public record Only(String id, String name) {
    }

    /** Copies the kinds. */
    public Reach {
        Objects.requireNonNull(most, "most");
        Objects.requireNonNull(only, "only");
        kinds = Set.copyOf(kinds);
        if (only.isPresent() && (kinds.size() != 1 || bossSide)) {
            throw new IllegalArgumentException("What reaches one resource reaches one kind and no boss side");
        }
    }

    /** Returns whether it reaches a resource at all. */
    public boolean covers(ResourceKind kind, String resource) {
        return kinds.contains(kind) && only.map(one -> one.id().equals(resource)).orElse(true);
    }

    /** Returns whether it reaches every resource of a kind. */
    public boolean coversAll(ResourceKind kind) {
        return kinds.contains(kind) && only.isEmpty();
    }

    /** Returns whether it reaches nothing that another one does not. */
    public boolean within(Reach other) {
        return most.compareTo(other.most) <= 0 && other.kinds.containsAll(kinds) && (!bossSide || other.bossSide)
            && (other.only.isEmpty() || only.equals(other.only));
    }
}
