package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.spi.Seam;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The kit itself: a correct plugin passes every check, and each broken one fails the check it breaks and no other. */
class KitTest {
    /** Checks that a plugin with another defect passes. */
    private static final List<String> OTHERS = List.of("theNameNeverChanges", "badInputIsInvalidAndNamesItsField",
        "abilitiesAreThoseDeclared", "afterCloseEveryCallIsUnavailable");
    private static final int LEAST_BREAKERS = 5;
    private static final AtomicInteger CHECKS = new AtomicInteger();
    private static final AtomicInteger CAUGHT = new AtomicInteger();

    private static final List<KitSeam<?>> SEAMS = List.of(
        new KitSeam<>("bus", BusKit.class, BusKit.BREAKERS),
        new KitSeam<>("network", NetworkKit.class, NetworkKit.BREAKERS),
        new KitSeam<>("notifier", NotifierKit.class, NotifierKit.BREAKERS),
        new KitSeam<>("monitor", MonitorKit.class, MonitorKit.BREAKERS),
        new KitSeam<>("registry storage", RegistryStorageKit.class, RegistryStorageKit.BREAKERS),
        new KitSeam<>("load balancer", LoadBalancerKit.class, LoadBalancerKit.BREAKERS),
        new KitSeam<>("scheduler", SchedulerKit.class, SchedulerKit.BREAKERS),
        new KitSeam<>("builder", BuilderKit.class, BuilderKit.BREAKERS),
        new KitSeam<>("identity", IdentityKit.class, IdentityKit.BREAKERS));

    /** A seam's class run on its reference, and what breaks that. */
    record KitSeam<S extends Seam>(String name, Class<? extends SeamConformance<S>> kit, List<Breaker<S>> breakers) {
    }

    @TestFactory
    Stream<DynamicTest> theReferencePassesEverything() {
        return SEAMS.stream().map(seam -> DynamicTest.dynamicTest(seam.name(), () -> {
            KitRun run = KitRun.of(seam.kit(), null, null);
            assertEquals(List.of(), new ArrayList<>(run.failures().values()), seam.name());
            assertEquals(Set.of(), run.skipped(), "nothing is skipped");
            CHECKS.addAndGet(run.passed());
        }));
    }

    @TestFactory
    Stream<DynamicTest> eachBrokenPluginIsCaughtByTheCheckItBreaks() {
        return SEAMS.stream().flatMap(seam -> {
            assertTrue(seam.breakers().size() >= LEAST_BREAKERS, seam.name());
            return seam.breakers().stream().map(breaker -> DynamicTest.dynamicTest(seam.name() + " " + breaker.defect(),
                () -> caught(seam.kit(), breaker)));
        });
    }

    private static void caught(Class<?> kit, Breaker<?> breaker) {
        Set<String> checks = new TreeSet<>(OTHERS);
        checks.addAll(breaker.caughtBy());
        KitRun run = KitRun.of(kit, breaker.defect(), checks);
        assertEquals(new TreeSet<>(breaker.caughtBy()), new TreeSet<>(run.failures().keySet()),
            () -> String.join("\n", run.failures().values()));
        assertTrue(run.passed() > 0, "other checks pass");
        CAUGHT.incrementAndGet();
    }

    @AfterAll
    static void sum() {
        int breakers = SEAMS.stream().mapToInt(seam -> seam.breakers().size()).sum();
        System.out.println("conformance kit: " + SEAMS.size() + " seams, " + CHECKS.get() + " checks, " + breakers
            + " broken plugins, " + (CAUGHT.get() == breakers ? "all" : CAUGHT.get()) + " caught");
    }
}
