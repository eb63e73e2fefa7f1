package io.leengine.engine.bench;

import com.sun.management.OperatingSystemMXBean;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.SimulatedRegistry;
import io.leengine.engine.sim.TestEngine;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.VersionKey;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What ten cells of 600 nodes and 30,000 instances each cost one engine's core: its reconcilers, its table of instances and
 * discovery, over a store in memory, with cells and a load balancer that take no time of their own. Prints a table.
 *
 * <p>Run with the module's test class path: {@code java -Xmx4g -cp … io.leengine.engine.bench.TenCells [applications]}.
 */
public final class TenCells {
    private static final int CELLS = 10;
    private static final int NODES = 600;
    private static final int INSTANCES_PER_CELL = 15;
    private static final int FLIPS = 300;
    private static final Duration LONG = Duration.ofMinutes(20);
    private static final Duration REST = Duration.ofSeconds(20);

    private final int applications;
    private final MemoryStore store = new MemoryStore();
    private final SimulatedRegistry registry = new SimulatedRegistry();
    private final List<BigCell> cells = new ArrayList<>();
    private final BigGroup group = new BigGroup();

    private TenCells(int applications) {
        this.applications = applications;
        for (int i = 0; i < CELLS; i++) {
            cells.add(new BigCell(i, NODES));
        }
    }

    /** Measures; the argument is the number of applications, each in two cells. */
    public static void main(String[] arguments) throws Exception {
        new TenCells(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000).run();
    }

    private static void row(String what, String figure) {
        System.out.printf("%-58s %s%n", what, figure);
    }

    private static String since(long began) {
        return String.format("%.1f s", (System.nanoTime() - began) / 1e9);
    }

    /** Bytes on the heap that are still needed. */
    private static String live() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory() >> 20) + " MiB";
    }

    private static long processor() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static String name(int application) {
        return "app-" + application;
    }

    private TestEngine start() {
        TestEngine engine = new TestEngine(store, registry);
        cells.forEach(cell -> engine.seams.added(SeamKind.SCHEDULER, cell.name(), cell));
        engine.seams.added(SeamKind.LOAD_BALANCER, group.name(), group);
        engine.start();
        return engine;
    }

    private void run() throws Exception {
        store.write(session -> {
            cells.forEach(cell -> session.parts().insert(TestEngine.part(SeamKind.SCHEDULER, cell.name())));
            session.parts().insert(TestEngine.part(SeamKind.LOAD_BALANCER, group.name()));
            return null;
        });
        TestEngine engine = start();
        row("live on the heap, empty", live());
        fill(engine);
        engine.close();
        restart();
        System.exit(0);
    }

    private void fill(TestEngine engine) throws InterruptedException {
        long began = System.nanoTime();
        long used = processor();
        for (int i = 0; i < applications; i++) {
            registry.push(name(i), "latest", "x");
            engine.applications.create(TestEngine.OWNER, TestEngine.draft(name(i)));
            engine.applications.deploy(TestEngine.OWNER, name(i), TestEngine.deployment(Map.of(
                "cell-" + i % CELLS, INSTANCES_PER_CELL, "cell-" + (i + 1) % CELLS, INSTANCES_PER_CELL), 100, false),
                Optional.empty());
        }
        String accepted = since(began);
        group.awaitServed(applications * 2 * INSTANCES_PER_CELL, LONG);
        row(applications + " applications deployed, " + applications * 2 * INSTANCES_PER_CELL + " instances",
            accepted + " until accepted, " + since(began) + " until all are served, " + (processor() - used) / 1_000_000_000
            + " s of processor");
        row("live on the heap, full (store, cells and group included)", live());
    }

    private void restart() throws InterruptedException {
        int before = group.told();
        long began = System.nanoTime();
        long used = processor();
        try (TestEngine engine = start()) {
            for (BigCell cell : cells) {
                while (!engine.table.isKnown(cell.name())) {
                    Thread.sleep(1);
                }
            }
            String known = since(began);
            group.awaitTold(before + applications, LONG);
            row("after a restart", known + " until every cell is known, " + since(began) + " until every application was stated "
                + "anew, " + (processor() - used) / 1_000_000_000 + " s of processor");
            row("live on the heap, after a restart", live());
            rest();
            flip();
        }
    }

    private static void rest() throws InterruptedException {
        long used = processor();
        Thread.sleep(REST);
        row("at rest", String.format("%.1f %% of one processor", 100.0 * (processor() - used) / REST.toNanos()));
    }

    /** From a cell's word to the load balancer's. */
    private void flip() throws InterruptedException {
        long[] times = new long[FLIPS];
        for (int i = 0; i < FLIPS; i++) {
            int application = i * 31 % applications;
            VersionKey version = new VersionKey(name(application), "v1");
            BigCell cell = cells.get(application % CELLS);
            boolean ready = false;
            for (int round = 0; round < 2; round++, ready = true) {
                boolean wanted = ready;
                long began = System.nanoTime();
                Instance instance = cell.ready(version, wanted);
                group.await(name(application) + ".localhost", served -> wanted == served.stream()
                    .anyMatch(each -> each.instance().equals(instance.id()) && each.weight() > 0), LONG);
                times[i] = System.nanoTime() - began;
            }
        }
        Arrays.sort(times);
        row("from ready in a cell to the load balancer", String.format("p50 %.1f ms, p99 %.1f ms, of %d",
            times[FLIPS / 2] / 1e6, times[FLIPS * 99 / 100] / 1e6, FLIPS));
    }
}
