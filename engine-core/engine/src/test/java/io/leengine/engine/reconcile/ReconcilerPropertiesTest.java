package io.leengine.engine.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/** Whatever users, machines, plugins and engines do, nobody is stopped who serves, and in the end all is as desired. */
class ReconcilerPropertiesTest {
    @Property(tries = 4, shrinking = ShrinkingMode.OFF)
    void nobodyWhoServesIsStoppedAndInTheEndAllIsAsDesired(@ForAll long seed) throws Exception {
        List<String> names = List.of("one", "two", "three", "four");
        try (Chaos chaos = new Chaos(seed, names)) {
            for (int i = 0; i < 250; i++) {
                chaos.act();
                chaos.world.steps(1);
            }
            chaos.calm();
            Desires desires = new Desires(chaos.store, chaos.world);
            chaos.world.stepUntil(Duration.ofSeconds(10), () -> desires.differences().isEmpty());
            List<String> empty = chaos.story.stream().filter(each -> each.startsWith("EMPTY")).toList();
            assertEquals(Tuple.of(List.of(), List.of(), List.of()),
                Tuple.of(chaos.world.violations(), empty, desires.differences()),
                () -> "seed " + seed + ": " + String.join("\n", chaos.story));
        }
    }
}
