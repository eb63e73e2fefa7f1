package io.leengine.engine.reconcile;

import io.leengine.spi.scheduler.Instance;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Chooses which instances go when there are too many. */
final class Surplus {
    private Surplus() {
    }

    /**
     * @param instances of one version in one cell that are not being stopped
     * @param wanted how many should stay
     * @param chosen ids chosen before: they go first, so that a choice once made stays
     * @return those that go: chosen before, then not ready, then the youngest
     */
    static List<Instance> of(List<Instance> instances, int wanted, Set<String> chosen) {
        int count = Math.max(0, instances.size() - wanted);
        return instances.stream()
            .sorted(Comparator.comparing((Instance instance) -> !chosen.contains(instance.id()))
                .thenComparing(Instance::ready)
                .thenComparing(instance -> instance.startedAt().orElse(Instant.MAX), Comparator.reverseOrder())
                .thenComparing(Instance::id))
            .limit(count).toList();
    }
}
