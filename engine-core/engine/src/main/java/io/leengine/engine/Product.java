package io.leengine.engine;

import io.leengine.engine.domain.SeamKind;
import io.leengine.model.EngineException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What an engine is: the whole platform, or the registry alone. Both keep the same database, so a registry can become a
 * platform later by starting that on its data.
 */
public enum Product {
    /** Everything: built, stored, run, balanced, watched. */
    PLATFORM(EnumSet.allOf(SeamKind.class), EnumSet.of(SeamKind.SCHEDULER, SeamKind.LOAD_BALANCER, SeamKind.BUILDER,
        SeamKind.REGISTRY_STORAGE, SeamKind.MONITOR, SeamKind.BUS)),
    /** Images with their users, groups, roles, tokens and activity; nothing runs, nothing is built. */
    REGISTRY(EnumSet.of(SeamKind.REGISTRY_STORAGE, SeamKind.NOTIFIER, SeamKind.IDENTITY),
        EnumSet.of(SeamKind.REGISTRY_STORAGE));

    private final Set<SeamKind> seams;
    private final Set<SeamKind> needed;

    Product(Set<SeamKind> seams, Set<SeamKind> needed) {
        this.seams = Set.copyOf(seams);
        this.needed = Set.copyOf(needed);
    }

    /** Returns the product of a name as {@code leengine.product} has it, or throws {@code INVALID}. */
    public static Product of(String name) {
        return Arrays.stream(values()).filter(product -> product.label().equals(name)).findFirst()
            .orElseThrow(() -> EngineException.invalid("leengine.product", "There is no product '" + name
                + "'; it is one of " + Arrays.stream(values()).map(Product::label).toList() + "."));
    }

    /** Returns its name in settings. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the seams it can have parts of. */
    public Set<SeamKind> seams() {
        return seams;
    }

    /** Returns the seams without a part of which it is not ready. */
    public Set<SeamKind> needed() {
        return needed;
    }
}
