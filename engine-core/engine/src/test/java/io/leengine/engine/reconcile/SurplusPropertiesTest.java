package io.leengine.engine.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.spi.scheduler.Instance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SurplusPropertiesTest {
    private static List<Instance> some(Random random) {
        List<Instance> some = new ArrayList<>();
        int count = random.nextInt(10);
        for (int i = 0; i < count; i++) {
            Optional<Instant> started = random.nextInt(4) == 0 ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(random.nextInt(5)));
            some.add(DiscoveryPropertiesTest.instance("i" + i, 1, started.isPresent() && random.nextBoolean(), started, i + 1));
        }
        return some;
    }

    private static Set<String> ids(List<Instance> instances) {
        return instances.stream().map(Instance::id).collect(Collectors.toSet());
    }

    @Property
    void asManyGoAsAreTooMany(@ForAll long seed, @ForAll @IntRange(max = 12) int wanted) {
        List<Instance> all = some(new Random(seed));
        List<Instance> gone = Surplus.of(all, wanted, Set.of());
        assertEquals(Math.max(0, all.size() - wanted), ids(gone).size());
        assertTrue(all.containsAll(gone));
        List<Instance> stay = new ArrayList<>(all);
        stay.removeAll(gone);
        assertTrue(gone.stream().noneMatch(Instance::ready) || stay.stream().allMatch(Instance::ready),
            () -> "A ready one goes, one that is not stays: " + all);
    }

    @Property
    void aChoiceOnceMadeStaysWhateverBecomesOfTheInstances(@ForAll long seed, @ForAll @IntRange(max = 12) int wanted) {
        Random random = new Random(seed);
        List<Instance> all = some(random);
        Set<String> chosen = ids(Surplus.of(all, wanted, Set.of()));
        List<Instance> later = new ArrayList<>(some(new Random(seed)).stream()
            .map(each -> DiscoveryPropertiesTest.instance(each.id(), 1, random.nextBoolean(), each.startedAt(), 1)).toList());
        Collections.shuffle(later, random);
        assertEquals(chosen, ids(Surplus.of(later, wanted, chosen)));
        Set<String> fewer = ids(Surplus.of(later, wanted + 1, chosen));
        assertTrue(chosen.containsAll(fewer), "when one more may stay, nobody new goes");
        Set<String> more = new HashSet<>(ids(Surplus.of(later, Math.max(0, wanted - 1), chosen)));
        assertTrue(more.containsAll(chosen), "when one more must go, those chosen still do");
    }
}
