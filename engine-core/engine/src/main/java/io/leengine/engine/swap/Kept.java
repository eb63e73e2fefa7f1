package io.leengine.engine.swap;

import io.leengine.engine.bundle.InstalledBundles;
import io.leengine.engine.domain.Swap;
import io.leengine.model.Digest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which bundle files are kept: those that run, those of the distribution that they replace, and those that the newest swaps
 * may go back to.
 */
final class Kept {
    /** How many swaps one may look back on. */
    static final int SWAPS = 50;

    private Kept() {
    }

    static Set<Digest> of(List<InstalledBundles.Entry> installed, List<Swap> newest) {
        Set<Digest> kept = new HashSet<>();
        installed.forEach(entry -> {
            entry.digest().ifPresent(kept::add);
            entry.replaces().ifPresent(file -> kept.add(file.digest()));
        });
        newest.forEach(swap -> {
            swap.before().digest().ifPresent(kept::add);
            swap.after().digest().ifPresent(kept::add);
        });
        return kept;
    }
}
