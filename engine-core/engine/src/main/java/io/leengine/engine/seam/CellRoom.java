package io.leengine.engine.seam;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.scheduler.CellStatus;
import io.leengine.spi.scheduler.Scheduler;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;

/**
 * Refuses instances for which the ready nodes of a cell have no room, before anything is started. It goes by what the cell
 * tells at that moment, what is about to go counted in; what was granted a moment ago and is not promised by the cell yet
 * it cannot know, and then the cell has those wait. A cell that does not answer, or tells of no node, refuses nothing.
 */
public final class CellRoom {
    private static final System.Logger LOG = System.getLogger(CellRoom.class.getName());
    private static final Duration CALL = Duration.ofSeconds(5);

    private final Seams seams;
    private final Duration limit;

    /**
     * Instances that a cell is to have beyond those it should have already.
     *
     * @param cell the cell
     * @param count how many, at least 1
     * @param cpuMillis thousandths of a processor of each
     * @param memoryBytes memory of each
     */
    public record Further(String cell, int count, int cpuMillis, long memoryBytes) {
    }

    /**
     * What some cells told of their nodes.
     *
     * @param cells by name; of one that told nothing there is nothing
     */
    public record Told(Map<String, CellStatus> cells) {
        private static final String SMALLER = "Ask for fewer or smaller instances, use another cell, or take away what is not "
            + "needed there: what is free, 'leengine cells show' tells. Instances that are about to go count until they have "
            + "gone.";

        /** Throws {@code INSUFFICIENT_RESOURCES} when a cell has not the room for further instances. */
        public void check(Collection<Further> further) {
            check(further, SMALLER);
        }

        /**
         * As the other, where not every step can be taken.
         *
         * @param nextStep what to do then
         */
        public void check(Collection<Further> further, String nextStep) {
            List<String> lacking = new ArrayList<>();
            for (Further some : further) {
                Optional.ofNullable(cells.get(some.cell())).filter(status -> !status.nodes().isEmpty())
                    .flatMap(status -> lack(status, some)).ifPresent(lacking::add);
            }
            if (!lacking.isEmpty()) {
                throw new EngineException(ErrorCode.INSUFFICIENT_RESOURCES, String.join(" ", lacking)).withField("cells")
                    .withNextStep(nextStep);
            }
        }
    }

    /** Over the cells that are there. */
    public CellRoom(Seams seams) {
        this(seams, CALL);
    }

    /** @param limit how long all of them may take to answer */
    CellRoom(Seams seams, Duration limit) {
        this.seams = seams;
        this.limit = limit;
    }

    /**
     * Asks some cells for their nodes, all at once: however many do not answer, that is waited for once. Before a transaction,
     * not in it.
     */
    public Told ask(Collection<String> cells) {
        Map<String, FutureTask<Optional<CellStatus>>> asked = new TreeMap<>();
        cells.forEach(cell -> asked.computeIfAbsent(cell, this::asking));
        long deadline = System.nanoTime() + limit.toNanos();
        Map<String, CellStatus> told = new TreeMap<>();
        try {
            for (var each : asked.entrySet()) {
                answer(each.getValue(), deadline - System.nanoTime()).ifPresent(status -> told.put(each.getKey(), status));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorCode.UNAVAILABLE, "The engine is stopping.", e);
        } finally {
            // Those that have not answered: nobody wants to know any more.
            asked.values().forEach(task -> task.cancel(true));
        }
        return new Told(told);
    }

    private FutureTask<Optional<CellStatus>> asking(String cell) {
        FutureTask<Optional<CellStatus>> task = new FutureTask<>(() -> status(cell));
        Thread.ofVirtual().name("room-" + cell).start(task);
        return task;
    }

    private Optional<CellStatus> status(String cell) throws InterruptedException {
        Optional<Scheduler> scheduler = seams.find(Scheduler.class, cell);
        return scheduler.isEmpty() ? Optional.empty()
            : Optional.of(scheduler.get().status(CallContext.of("room-" + cell, limit)));
    }

    private static Optional<CellStatus> answer(FutureTask<Optional<CellStatus>> asked, long nanos)
            throws InterruptedException {
        try {
            return asked.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.log(Level.DEBUG, "A cell does not tell of its nodes in time", e);
            return Optional.empty();
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case EngineException _ -> Optional.empty();
                // Its bundle was swapped meanwhile.
                case LinkageError _ -> Optional.empty();
                case RuntimeException defect -> throw defect;
                default -> throw new IllegalStateException("A cell cannot be asked for its nodes", e.getCause());
            };
        }
    }

    /** Returns how many instances of a size the ready nodes of a cell take, each as many as fit there. */
    static long fitting(CellStatus status, Further each) {
        return sum(status, node -> Math.min(byCpu(status, node, each), byMemory(node, each)));
    }

    private static long sum(CellStatus status, ToLongFunction<CellStatus.Node> count) {
        return status.nodes().stream().filter(CellStatus.Node::ready).mapToLong(count).reduce(0, CellRoom::plus);
    }

    /** Adds, up to the largest number: a node without bounds must not make the sum turn over. */
    private static long plus(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    private static long byCpu(CellStatus status, CellStatus.Node node, Further each) {
        if (status.cpuShared()) {
            return each.cpuMillis() <= node.cpuMillis() ? Integer.MAX_VALUE : 0;
        }
        return freeCpu(node) / each.cpuMillis();
    }

    private static long byMemory(CellStatus.Node node, Further each) {
        return freeMemory(node) / each.memoryBytes();
    }

    private static long freeCpu(CellStatus.Node node) {
        return Math.max(0, node.cpuMillis() - Math.max(0, node.cpuMillisAsked()));
    }

    private static long freeMemory(CellStatus.Node node) {
        return Math.max(0, node.memoryBytes() - Math.max(0, node.memoryBytesAsked()));
    }

    /** Returns what a cell lacks for further instances, in a person's words; empty when it lacks nothing. */
    private static Optional<String> lack(CellStatus status, Further some) {
        long fitting = fitting(status, some);
        if (fitting >= some.count()) {
            return Optional.empty();
        }
        String further = some.count() == 1 ? "another instance" : "the " + some.count() + " further instances";
        return Optional.of("Cell " + some.cell() + " has " + (fitting == 0 ? "no room for " + further
            : "room for " + fitting + " of " + further) + ": " + why(status, some) + ".");
    }

    private static String why(CellStatus status, Further some) {
        if (status.nodes().stream().noneMatch(CellStatus.Node::ready)) {
            return "none of its nodes is ready";
        }
        long cpu = some.count() - sum(status, node -> byCpu(status, node, some));
        long memory = some.count() - sum(status, node -> byMemory(node, some));
        List<String> reasons = new ArrayList<>();
        if (memory > 0) {
            reasons.add(lacks("memory", mebibytes(memory * some.memoryBytes(), true), mebibytes(some.memoryBytes(), true),
                mebibytes(most(status, CellRoom::freeMemory), false)));
        }
        if (cpu > 0) {
            reasons.add(lacks("processor time", cpu * some.cpuMillis() + "m", some.cpuMillis() + "m",
                most(status, status.cpuShared() ? CellStatus.Node::cpuMillis : CellRoom::freeCpu) + "m"));
        }
        return reasons.isEmpty() ? "no more of its nodes have both the processor time and the memory free"
            : String.join(", and ", reasons);
    }

    private static String lacks(String what, String by, String each, String most) {
        return what + " is short by " + by + " (each needs " + each + "; the most that is free on one node is " + most + ")";
    }

    private static long most(CellStatus status, ToLongFunction<CellStatus.Node> free) {
        return status.nodes().stream().filter(CellStatus.Node::ready).mapToLong(free).max().orElse(0);
    }

    private static String mebibytes(long bytes, boolean up) {
        return ((bytes >> 20) + (up && (bytes & (1 << 20) - 1) != 0 ? 1 : 0)) + " MiB";
    }
}
