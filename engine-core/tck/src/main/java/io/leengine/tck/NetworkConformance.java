package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.network.AddressRange;
import io.leengine.spi.network.Allocation;
import io.leengine.spi.network.Network;
import io.leengine.spi.network.RangeUse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** What every {@link Network} does. The records must be the test's own, with no range at first. */
public abstract class NetworkConformance extends TimedSeamConformance<Network> {
    private static final String TRACE = "trace-";

    /** The network under test. */
    protected Network network;

    @Override
    final void under(Network opened) {
        network = opened;
    }

    @Override
    final void prepare(Network opened) throws InterruptedException {
        opened.applyRange(ctx(), range("traces", "10.8.0.1", "10.8.3.250", 22));
        opened.applyRange(ctx(), range("calls", "10.8.4.1", "10.8.4.250", 24));
    }

    @Override
    final void leave(Network opened, int trace) throws InterruptedException {
        opened.allocate(ctx(), "traces", TRACE + trace);
    }

    @Override
    final List<Integer> traces(Network opened) throws InterruptedException {
        return opened.allocations(ctx(), "traces").stream()
            .map(one -> Integer.parseInt(one.owner().substring(TRACE.length()))).toList();
    }

    @Override
    final List<SeamCall<Network>> calls() {
        return List.of(
            new SeamCall<>("applyRange",
                (it, context) -> it.applyRange(context, range("calls", "10.8.4.1", "10.8.4.250", 24))),
            new SeamCall<>("deleteRange", (it, context) -> it.deleteRange(context, "none")),
            new SeamCall<>("ranges", (it, context) -> it.ranges(context)),
            new SeamCall<>("allocate", (it, context) -> it.allocate(context, "calls", "caller")),
            new SeamCall<>("release", (it, context) -> it.release(context, "calls", "other")),
            new SeamCall<>("find", (it, context) -> it.find(context, "calls", "caller")),
            new SeamCall<>("allocations", (it, context) -> it.allocations(context, "calls")),
            new SeamCall<>("leaks", (it, context) -> it.leaks(context, "calls", List.of("caller"))));
    }

    @Override
    final List<SeamCall<Network>> badCalls() {
        List<SeamCall<Network>> bad = new ArrayList<>();
        for (String owner : List.of("", "o".repeat(256), "\u00e4", "a\nb")) {
            bad.add(new SeamCall<>("allocate for owner '" + owner + "'",
                (it, context) -> it.allocate(context, "calls", owner)));
            bad.add(new SeamCall<>("release of owner '" + owner + "'",
                (it, context) -> it.release(context, "calls", owner)));
            bad.add(new SeamCall<>("find of owner '" + owner + "'", (it, context) -> it.find(context, "calls", owner)));
        }
        for (AddressRange range : badRanges()) {
            bad.add(new SeamCall<>("range " + range, (it, context) -> it.applyRange(context, range)));
        }
        return bad;
    }

    private static List<AddressRange> badRanges() {
        return List.of(
            range("pods", "10.9.0.20", "10.9.0.19", 24), range("pods", "10.9.0.1", "fd00::5", 24),
            range("pods", "10.9.0.10", "10.9.1.10", 24), range("pods", "10.9.0.10", "10.9.0.12", 33),
            range("pods", "localhost", "10.9.0.12", 24), range("pods", "10.9.0.256", "10.9.0.12", 24),
            range("pods", "10.9", "10.9.0.12", 8), range("pods", "10.8.4.250", "10.8.4.251", 24),
            new AddressRange("pods", "10.9.0.1", "10.9.0.2", 24, "nowhere", 0));
    }

    /** A range without a gateway. */
    protected static AddressRange range(String name, String first, String last, int prefix) {
        return new AddressRange(name, first, last, prefix, "", 0);
    }

    private void apply(String name, String first, String last) throws InterruptedException {
        network.applyRange(ctx(), range(name, first, last, 24));
    }

    private String allocate(String owner) throws InterruptedException {
        return network.allocate(ctx(), "pods", owner).address();
    }

    private RangeUse use(String name) throws InterruptedException {
        return network.ranges(ctx()).stream().filter(use -> use.range().name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void rangesAreListedByNameWithTheirUse() throws Exception {
        apply("pods", "10.9.0.10", "10.9.0.19");
        network.applyRange(ctx(), new AddressRange("hosts", "10.9.1.10", "10.9.1.12", 24, "10.9.1.1", 7));
        allocate("a");
        allocate("b");
        assertEquals(List.of("calls", "hosts", "pods", "traces"),
            network.ranges(ctx()).stream().map(use -> use.range().name()).toList());
        assertEquals(new RangeUse(range("pods", "10.9.0.10", "10.9.0.19", 24), 10, 2), use("pods"));
        assertEquals(new AddressRange("hosts", "10.9.1.10", "10.9.1.12", 24, "10.9.1.1", 7), use("hosts").range());
    }

    @Test
    void statingARangeAgainChangesNothing() throws Exception {
        apply("pods", "10.9.0.10", "10.9.0.19");
        String address = allocate("a");
        apply("pods", "10.9.0.10", "10.9.0.19");
        assertEquals(address, allocate("a"));
        assertEquals(1, use("pods").used());
    }

    @Test
    void rangesThatOverlapAreInvalid() throws Exception {
        apply("other", "10.9.0.100", "10.9.0.110");
        for (AddressRange bad : List.of(range("pods", "10.9.0.90", "10.9.0.100", 24),
                range("pods", "10.9.0.110", "10.9.0.120", 24), range("pods", "10.9.0.102", "10.9.0.103", 24),
                range("pods", "10.9.0.50", "10.9.0.150", 24))) {
            assertCode(ErrorCode.INVALID, () -> network.applyRange(ctx(), bad));
        }
        assertEquals(3, network.ranges(ctx()).size());
        apply("pods", "10.9.0.90", "10.9.0.99");
        assertCode(ErrorCode.INVALID, () -> apply("pods", "10.9.0.90", "10.9.0.100"));
    }

    @Test
    void anOwnerHasOneAddressOfARange() throws Exception {
        apply("pods", "10.9.0.10", "10.9.0.19");
        apply("more", "10.9.0.30", "10.9.0.39");
        Allocation first = network.allocate(ctx(), "pods", "cell/a b~1");
        assertEquals("pods", first.range());
        assertEquals("cell/a b~1", first.owner());
        assertEquals(first, network.allocate(ctx(), "pods", "cell/a b~1"));
        assertEquals(Optional.of(first), network.find(ctx(), "pods", "cell/a b~1"));
        assertEquals(Optional.empty(), network.find(ctx(), "more", "cell/a b~1"));
        assertNotEquals(first.address(), network.allocate(ctx(), "more", "cell/a b~1").address());
        assertEquals(Optional.empty(), network.find(ctx(), "pods", "cell/a"));
    }

    @Test
    void whatIsAbsentIsToldOrDoesNothing() throws Exception {
        apply("pods", "10.9.0.10", "10.9.0.19");
        allocate("o".repeat(255));
        network.release(ctx(), "pods", "o".repeat(255));
        assertCode(ErrorCode.NOT_FOUND, () -> network.allocate(ctx(), "none", "a"));
        network.release(ctx(), "pods", "nobody");
        network.release(ctx(), "none", "nobody");
        assertEquals(Optional.empty(), network.find(ctx(), "pods", "nobody"));
        assertEquals(Optional.empty(), network.find(ctx(), "none", "nobody"));
        assertCode(ErrorCode.NOT_FOUND, () -> network.allocations(ctx(), "none"));
        assertCode(ErrorCode.NOT_FOUND, () -> network.leaks(ctx(), "none", List.of()));
    }

    @Test
    void aFullRangeSaysSoAndGoesOnAfterARelease() throws Exception {
        apply("pods", "10.9.0.10", "10.9.0.14");
        Set<String> given = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            given.add(allocate("o" + i));
        }
        assertEquals(Set.of("10.9.0.10", "10.9.0.11", "10.9.0.12", "10.9.0.13", "10.9.0.14"), given);
        assertCode(ErrorCode.INSUFFICIENT_RESOURCES, () -> allocate("late"));
        String freed = allocate("o3");
        network.release(ctx(), "pods", "o3");
        network.release(ctx(), "pods", "o3");
        assertEquals(freed, allocate("late"));
        assertCode(ErrorCode.INSUFFICIENT_RESOURCES, () -> allocate("o3"));
    }

    @Test
    void aReturningOwnerGetsItsAddressAgain() throws Exception {
        apply("pods", "10.9.0.10", "10.9.0.13");
        String first = allocate("a");
        allocate("b");
        network.release(ctx(), "pods", "a");
        assertEquals(Optional.empty(), network.find(ctx(), "pods", "a"));
        assertNotEquals(first, allocate("c"), "what nobody had comes first");
        assertNotEquals(first, allocate("d"), "what nobody had comes first");
        assertEquals(first, allocate("a"));
        network.release(ctx(), "pods", "a");
        assertEquals(first, allocate("e"), "the last one left");
        network.release(ctx(), "pods", "b");
        assertNotEquals(first, allocate("a"), "another has it now");
    }

    @Test
    void stickinessOutlivesARestart() throws Exception {
        apply("pods", "10.9.0.10", "10.9.0.13");
        String first = allocate("a");
        Allocation kept = network.allocate(ctx(), "pods", "b");
        network.release(ctx(), "pods", "a");
        reopen();
        assertNotEquals(first, allocate("c"));
        assertEquals(kept, network.allocate(ctx(), "pods", "b"));
        assertEquals(first, allocate("a"));
    }

    @Test
    void aRangeGrowsAndDoesNotShrinkBelowItsAllocations() throws Exception {
        apply("pods", "10.9.0.10", "10.9.0.11");
        String first = allocate("a");
        String second = allocate("b");
        apply("pods", "10.9.0.8", "10.9.0.12");
        Set<String> more = Set.of(allocate("c"), allocate("d"), allocate("e"));
        assertEquals(Set.of("10.9.0.8", "10.9.0.9", "10.9.0.12"), more);
        assertCode(ErrorCode.CONFLICT, () -> apply("pods", "10.9.0.10", "10.9.0.12"));
        assertEquals("10.9.0.8", use("pods").range().first(), "a refused change changes nothing");
        for (String owner : List.of("c", "d", "e")) {
            network.release(ctx(), "pods", owner);
        }
        apply("pods", "10.9.0.10", "10.9.0.11");
        assertEquals(List.of(first, second), List.of(allocate("a"), allocate("b")));
        assertCode(ErrorCode.INSUFFICIENT_RESOURCES, () -> allocate("c"));
    }

    @Test
    void aRangeGoesWhenItIsEmpty() throws Exception {
        apply("pods", "10.9.0.10", "10.9.0.11");
        allocate("a");
        assertCode(ErrorCode.CONFLICT, () -> network.deleteRange(ctx(), "pods"));
        assertEquals(1, use("pods").used());
        network.release(ctx(), "pods", "a");
        network.deleteRange(ctx(), "pods");
        network.deleteRange(ctx(), "pods");
        assertEquals(2, network.ranges(ctx()).size());
        assertCode(ErrorCode.NOT_FOUND, () -> allocate("a"));
        apply("pods", "10.9.0.10", "10.9.0.11");
        assertEquals(2, Set.of(allocate("x"), allocate("y")).size());
    }

    @Test
    void allocationsAreSortedByAddressAndLeaksAreTold() throws Exception {
        apply("pods", "10.9.0.8", "10.9.0.12");
        for (String owner : List.of("e", "d", "c", "b", "a")) {
            allocate(owner);
        }
        network.release(ctx(), "pods", "c");
        List<Allocation> all = network.allocations(ctx(), "pods");
        List<String> expected = new ArrayList<>(List.of("10.9.0.8", "10.9.0.9", "10.9.0.10", "10.9.0.11", "10.9.0.12"));
        expected.removeIf(address -> all.stream().noneMatch(one -> one.address().equals(address)));
        assertEquals(expected, all.stream().map(Allocation::address).toList());
        assertEquals(4, all.size());
        Set<String> leaked = new HashSet<>();
        network.leaks(ctx(), "pods", List.of("a", "d", "c", "unknown")).forEach(one -> leaked.add(one.owner()));
        assertEquals(Set.of("b", "e"), leaked);
        network.release(ctx(), "pods", "b");
        network.release(ctx(), "pods", "e");
        assertEquals(List.of(), network.leaks(ctx(), "pods", Set.of("a", "d")));
    }

    @Test
    void rangesOfIpv6AreGivenToo() throws Exception {
        network.applyRange(ctx(), new AddressRange("six", "fd00:1::10", "fd00:1::ffff:ffff:ffff:ffff", 64,
            "fd00:1::1", 0));
        assertEquals(Long.MAX_VALUE, use("six").size());
        String first = network.allocate(ctx(), "six", "a").address();
        String second = network.allocate(ctx(), "six", "b").address();
        assertTrue(first.startsWith("fd00:1:") && second.startsWith("fd00:1:"), first + " " + second);
        assertNotEquals(first, second);
        network.release(ctx(), "six", "a");
        network.allocate(ctx(), "six", "c");
        assertEquals(first, network.allocate(ctx(), "six", "a").address());
    }

    @Test
    void theGatewayIsNotGiven() throws Exception {
        network.applyRange(ctx(), new AddressRange("pods", "10.9.0.10", "10.9.0.12", 24, "10.9.0.11", 0));
        assertEquals(Set.of("10.9.0.10", "10.9.0.12"), Set.of(allocate("a"), allocate("b")));
        assertCode(ErrorCode.INSUFFICIENT_RESOURCES, () -> allocate("c"));
        assertEquals(2, use("pods").size());
    }

    @Test
    void fiftyThreadsOnTwoInstancesNeverShareAnAddress() throws Exception {
        network.applyRange(ctx(), range("pods", "10.9.0.10", "10.9.0.59", 24));
        Network second = another();
        Map<String, String> holders = new ConcurrentHashMap<>();
        Many.at(Many.THREADS, patience(),
            thread -> comeAndGo(thread % 2 == 0 ? network : second, "o" + thread, holders));
        Map<String, String> told = new TreeMap<>();
        network.allocations(ctx(), "pods").forEach(one -> told.put(one.address(), one.owner()));
        assertEquals(new TreeMap<>(holders), told);
        assertEquals(50, told.size(), "as many as there are");
        shut(second);
    }

    private Void comeAndGo(Network mine, String owner, Map<String, String> holders) throws InterruptedException {
        for (int i = 0; i < 8; i++) {
            String address = mine.allocate(ctx(), "pods", owner).address();
            assertEquals(null, holders.putIfAbsent(address, owner), address + " was given twice");
            if (i < 7 && ThreadLocalRandom.current().nextInt(4) > 0) {
                holders.remove(address, owner);
                mine.release(ctx(), "pods", owner);
            } else {
                assertEquals(address, mine.allocate(ctx(), "pods", owner).address());
                holders.remove(address, i < 7 ? owner : "");
            }
        }
        return null;
    }

    @Test
    void manyThatActForOneOwnerGetOneAddress() throws Exception {
        apply("pods", "10.9.0.10", "10.9.0.60");
        Network second = another();
        Set<String> given = ConcurrentHashMap.newKeySet();
        Many.at(Many.THREADS, patience(), thread -> given.add(
            (thread % 2 == 0 ? network : second).allocate(ctx(), "pods", "one").address()));
        assertEquals(1, given.size(), given.toString());
        assertEquals(1, network.allocations(ctx(), "pods").size());
        shut(second);
    }

    @Test
    void aShrinkAndManyAllocationsAgree() throws Exception {
        Network second = another();
        for (int round = 0; round < 10; round++) {
            String name = "r" + round;
            network.applyRange(ctx(), range(name, "10.9." + round + ".10", "10.9." + round + ".29", 24));
            AddressRange less = range(name, "10.9." + round + ".20", "10.9." + round + ".29", 24);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<String>> given = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    String owner = "o" + i;
                    given.add(threads.submit(() -> second.allocate(ctx(), name, owner).address()));
                }
                boolean shrunk = shrink(less);
                for (Future<String> address : given) {
                    int last = Integer.parseInt(address.get().substring(address.get().lastIndexOf('.') + 1));
                    assertTrue(!shrunk || last >= 20, address.get() + " was given of a range that shrank");
                }
            }
            assertEquals(10, network.allocations(ctx(), name).size());
        }
        shut(second);
    }

    private boolean shrink(AddressRange less) throws InterruptedException {
        try {
            network.applyRange(ctx(), less);
            return true;
        } catch (EngineException e) {
            assertEquals(ErrorCode.CONFLICT, e.code());
            return false;
        }
    }
}
