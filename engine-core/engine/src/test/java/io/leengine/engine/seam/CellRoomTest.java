package io.leengine.engine.seam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.seam.CellRoom.Further;
import io.leengine.engine.seam.CellRoom.Told;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.scheduler.CellStatus;
import io.leengine.spi.scheduler.CellStatus.Node;
import io.leengine.spi.scheduler.Scheduler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CellRoomTest {
    private static final long MIB = 1L << 20;

    private static Node node(boolean ready, long cpu, long cpuAsked, long memory, long memoryAsked) {
        return new Node("n", ready, cpu, memory * MIB, cpuAsked, memoryAsked * MIB, 0);
    }

    private static String refusal(CellStatus status, int count, int cpu, long memory) {
        EngineException refusal = assertThrows(EngineException.class, () -> check(status, count, cpu, memory));
        assertEquals(ErrorCode.INSUFFICIENT_RESOURCES, refusal.code());
        assertEquals("cells", refusal.field().orElseThrow());
        return refusal.getMessage();
    }

    private static void check(CellStatus status, int count, int cpu, long memory) {
        new Told(Map.of("room-a", status)).check(List.of(new Further("room-a", count, cpu, memory * MIB)));
    }

    @Test
    void saysWhatIsShortAndByHowMuch() {
        CellStatus two = new CellStatus(List.of(node(true, 4_000, 0, 1_000, 600), node(true, 4_000, 1_000, 350, 0)));
        check(two, 3, 100, 192);
        assertEquals("Cell room-a has room for 3 of the 5 further instances: memory is short by 384 MiB (each needs 192 MiB; "
            + "the most that is free on one node is 400 MiB).", refusal(two, 5, 100, 192));
        assertEquals("Cell room-a has no room for another instance: memory is short by 401 MiB (each needs 401 MiB; the most "
            + "that is free on one node is 400 MiB).", refusal(two, 1, 100, 401));
        assertEquals("Cell room-a has room for 1 of the 2 further instances: processor time is short by 3500m (each needs "
            + "3500m; the most that is free on one node is 4000m).", refusal(two, 2, 3_500, 4));
        assertEquals("Cell room-a has no room for the 3 further instances: memory is short by 2700 MiB (each needs 900 MiB; "
            + "the most that is free on one node is 400 MiB), and processor time is short by 15000m (each needs 5000m; the "
            + "most that is free on one node is 4000m).", refusal(two, 3, 5_000, 900));
    }

    @Test
    void whatIsFreeOnDifferentNodesDoesNotMakeOne() {
        CellStatus apart = new CellStatus(List.of(node(true, 1_000, 1_000, 1_000, 0), node(true, 1_000, 0, 1_000, 1_000)));
        assertEquals("Cell room-a has no room for another instance: no more of its nodes have both the processor time and the "
            + "memory free.", refusal(apart, 1, 1_000, 1_000));
        assertEquals("Cell room-a has no room for another instance: none of its nodes is ready.",
            refusal(new CellStatus(List.of(node(false, 1_000, 0, 1_000, 0))), 1, 10, 4));
    }

    @Test
    void sharedProcessorTimeRunsShortAndNotOut() {
        CellStatus shared = new CellStatus(List.of(node(true, 2_000, 9_000, 1_000, 0)), true);
        check(shared, 10, 2_000, 100);
        assertEquals("Cell room-a has no room for another instance: processor time is short by 2001m (each needs 2001m; the "
            + "most that is free on one node is 2000m).", refusal(shared, 1, 2_001, 4));
    }

    @Test
    void aCellThatTellsNothingRefusesNothing() {
        Told told = new CellRoom(new Seams()).ask(List.of("nowhere"));
        assertEquals(Map.of(), told.cells());
        told.check(List.of(new Further("nowhere", 1_000, 256_000, 4_096 * MIB)));
        check(new CellStatus(List.of()), 1_000, 256_000, 4_096);
    }

    /** A cell that is asked for its nodes, and what it does then. */
    private static Scheduler cell(Callable<CellStatus> status) {
        return (Scheduler) Proxy.newProxyInstance(CellRoomTest.class.getClassLoader(), new Class<?>[] {Scheduler.class},
            (_, method, _) -> {
                assertEquals("status", method.getName());
                return status.call();
            });
    }

    @Test
    void allAreAskedAtOnceAndNoneHoldsUpTheOthers() throws Exception {
        Seams seams = new Seams();
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch interrupted = new CountDownLatch(2);
        CellStatus status = new CellStatus(List.of(node(true, 1_000, 0, 1_000, 0)));
        for (String name : List.of("hangs", "hangs-too")) {
            seams.added(SeamKind.SCHEDULER, name, cell(() -> {
                both.countDown();
                try {
                    new CountDownLatch(1).await();
                } finally {
                    interrupted.countDown();
                }
                return null;
            }));
        }
        seams.added(SeamKind.SCHEDULER, "answers", cell(() -> {
            both.await();
            return status;
        }));
        seams.added(SeamKind.SCHEDULER, "swapped", cell(() -> {
            throw new NoClassDefFoundError("of a bundle that has gone");
        }));
        CellRoom room = new CellRoom(seams, Duration.ofSeconds(2));
        assertEquals(Map.of("answers", status), room.ask(List.of("hangs", "answers", "hangs-too", "swapped", "nowhere")).cells());
        assertTrue(interrupted.await(20, TimeUnit.SECONDS), "nobody is asked any longer");
    }

    /** Equal instances, each put on the first node that has room: nobody can put more, and nobody fewer. */
    private static int placed(CellStatus status, Further each) {
        int placed = 0;
        for (Node node : status.nodes()) {
            long cpu = node.cpuMillis() - node.cpuMillisAsked();
            long memory = node.memoryBytes() - node.memoryBytesAsked();
            while (node.ready() && placed < each.count() && memory >= each.memoryBytes()
                    && (status.cpuShared() ? node.cpuMillis() : cpu) >= each.cpuMillis()) {
                cpu -= each.cpuMillis();
                memory -= each.memoryBytes();
                placed++;
            }
        }
        return placed;
    }

    @Property
    void claimsTheRoomThatFirstFitCanUseAndNoMore(@ForAll long seed) {
        Random random = new Random(seed);
        List<Node> nodes = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            nodes.add(node(random.nextInt(4) > 0, random.nextInt(8_000), random.nextInt(9_000), random.nextInt(4_000),
                random.nextInt(4_500)));
        }
        CellStatus status = new CellStatus(nodes, random.nextInt(4) == 0);
        Further each = new Further("room-a", 1 + random.nextInt(30), 10 + random.nextInt(1_500), (4 + random.nextInt(900)) * MIB);
        assertEquals(placed(status, each), Math.min(each.count(), CellRoom.fitting(status, each)));
        boolean refused = false;
        try {
            new Told(Map.of("room-a", status)).check(List.of(each));
        } catch (EngineException e) {
            refused = e.code() == ErrorCode.INSUFFICIENT_RESOURCES;
        }
        assertEquals(placed(status, each) < each.count(), refused);
    }
}
