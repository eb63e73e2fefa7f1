package io.leengine.network.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.network.AddressRange;
import io.leengine.tck.InMemoryBus;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalNetworkTest {
    private final InMemoryBus bus = new InMemoryBus("bus");

    @AfterEach
    void closeBus() {
        bus.close();
    }

    private static CallContext ctx() {
        return CallContext.of("test", Duration.ofSeconds(30));
    }

    private LocalNetwork open(String... always) {
        return new LocalNetwork("net", List.of(always).stream().map(Span::parse).toList(), bus,
            InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.123456789Z")));
    }

    @Test
    void rangesOfTheSettingsAlwaysExist() throws Exception {
        try (LocalNetwork network = open("pods=10.1.0.10-10.1.0.20/24@10.1.0.10", "six=fd00::10-fd00::1f/64")) {
            assertEquals("10.1.0.11", network.allocate(ctx(), "pods", "a").address());
            assertEquals("fd00::10", network.allocate(ctx(), "six", "a").address());
            assertEquals(Instant.parse("2026-01-02T03:04:05.123Z"),
                network.find(ctx(), "six", "a").orElseThrow().since());
            assertEquals(ErrorCode.CONFLICT,
                assertThrows(EngineException.class, () -> network.deleteRange(ctx(), "pods")).code());
            assertEquals(2, network.ranges(ctx()).size());
        }
        try (LocalNetwork network = open("pods=10.1.0.10-10.1.0.30/24@10.1.0.10")) {
            assertEquals(20, network.ranges(ctx()).getFirst().size(), "new settings grow it");
        }
    }

    @Test
    void aSettingThatCannotBeInForceIsToldAndHarmsNoOther() throws Exception {
        try (LocalNetwork network = open("pods=10.1.0.10-10.1.0.11/24")) {
            network.allocate(ctx(), "pods", "a");
        }
        try (LocalNetwork network = open("pods=10.1.0.11-10.1.0.11/24", "more=10.1.0.20-10.1.0.21/24")) {
            assertEquals("10.1.0.20", network.allocate(ctx(), "more", "a").address());
            assertEquals("10.1.0.10", network.allocate(ctx(), "pods", "a").address());
            assertEquals(Health.State.DEGRADED, network.health().state());
        }
    }

    @Test
    void aBusThatIsGoneIsUnavailable() {
        LocalNetwork network = open("pods=10.1.0.10-10.1.0.11/24");
        bus.close();
        assertEquals(ErrorCode.UNAVAILABLE,
            assertThrows(EngineException.class, () -> network.allocate(ctx(), "pods", "a")).code());
    }

    @Test
    void subnetAndBroadcastAddressesAreNotGiven() throws Exception {
        try (LocalNetwork network = open("pods=10.1.0.0-10.1.0.3/30")) {
            assertEquals(2, network.ranges(ctx()).getFirst().size());
            assertEquals("10.1.0.1", network.allocate(ctx(), "pods", "a").address());
            assertEquals("10.1.0.2", network.allocate(ctx(), "pods", "b").address());
            assertThrows(EngineException.class, () -> network.allocate(ctx(), "pods", "c"));
        }
    }

    /** Death between the two writes of an allocation, at either place. */
    @Test
    void whatADeadAllocatorLeftIsCompletedOrPassedOver() throws Exception {
        Addresses entries = new Addresses(bus, "net");
        try (LocalNetwork network = open("pods=10.1.0.10-10.1.0.12/24")) {
            network.ranges(ctx());
            Address wished = Address.parse("a", "10.1.0.11");
            assertTrue(entries.wish(ctx(), "pods", "dead", 0, wished));
            assertEquals(Optional.empty(), network.find(ctx(), "pods", "dead"));
            assertEquals("10.1.0.11", network.allocate(ctx(), "pods", "dead").address(), "it is completed");
            assertTrue(entries.wish(ctx(), "pods", "late", 0, wished));
            assertNotEquals("10.1.0.11", network.allocate(ctx(), "pods", "late").address(), "another was given it");
        }
    }

    /** Death in the middle of a change of a range. */
    @Test
    void aRangeChangeThatWasLeftHalfDoneHeals() throws Exception {
        Addresses entries = new Addresses(bus, "net");
        try (LocalNetwork network = open()) {
            network.applyRange(ctx(), new AddressRange("r", "10.1.0.10", "10.1.0.12", 24, "", 0));
            network.allocate(ctx(), "r", "a");
            RangeTable table = entries.ranges(ctx());
            Span less = Span.parse("r=10.1.0.12-10.1.0.12/24");
            RangeTable.Row half = new RangeTable.Row(table.rows().get("r").span(), Optional.of(less), false);
            table = entries.write(ctx(), table.with("r", half)).orElseThrow();
            assertEquals("10.1.0.12", network.allocate(ctx(), "r", "b").address(), "only what both give");
            assertEquals("10.1.0.10", network.allocate(ctx(), "r", "a").address(), "it keeps what it has");
            network.applyRange(ctx(), new AddressRange("r", "10.1.0.10", "10.1.0.12", 24, "", 0));
            assertEquals("10.1.0.11", network.allocate(ctx(), "r", "c").address());
            for (String owner : List.of("a", "b", "c")) {
                network.release(ctx(), "r", owner);
            }
            table = entries.ranges(ctx());
            entries.write(ctx(), table.with("r", new RangeTable.Row(half.span(), Optional.empty(), true)));
            assertEquals(ErrorCode.NOT_FOUND,
                assertThrows(EngineException.class, () -> network.allocate(ctx(), "r", "new")).code());
            network.applyRange(ctx(), new AddressRange("r", "10.1.0.10", "10.1.0.12", 24, "", 0));
            network.allocate(ctx(), "r", "new");
            network.release(ctx(), "r", "new");
            network.deleteRange(ctx(), "r");
            assertEquals(List.of("/network/net/ranges"),
                bus.list(ctx(), "/network/").entries().stream().map(entry -> entry.key()).toList());
        }
    }

    @Test
    void ipv6IsWrittenShort() {
        for (String text : List.of("::", "::1", "fd00::", "fd00:0:1::", "1:0:0:2::3", "1::2:0:0:3:4", "1:2:3:4:5:6:7:8",
                "1:0:3:4:5:6:7:8")) {
            assertEquals(text, Address.parse("a", text).toString());
        }
    }

    @Test
    void aBigRangeFillsInLinearTime() throws Exception {
        try (LocalNetwork network = open("big=10.1.0.0-10.1.63.255/8")) {
            long start = System.nanoTime();
            for (int i = 0; i < 5_000; i++) {
                network.allocate(ctx(), "big", "o" + i);
            }
            long half = System.nanoTime();
            for (int i = 5_000; i < 16_384; i++) {
                network.allocate(ctx(), "big", "o" + i);
            }
            long end = System.nanoTime();
            double first = (half - start) / 5_000.0;
            double later = (end - half) / 11_384.0;
            System.getLogger("test").log(Level.INFO, "allocation: {0} us, later {1} us", first / 1e3, later / 1e3);
            assertTrue(later < 5 * first + 50_000, "it must not get slower: " + first + " ns, then " + later + " ns");
            assertThrows(EngineException.class, () -> network.allocate(ctx(), "big", "late"));
        }
    }
}
