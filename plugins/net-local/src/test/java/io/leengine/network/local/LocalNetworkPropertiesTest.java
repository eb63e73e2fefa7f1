package io.leengine.network.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.network.AddressRange;
import io.leengine.spi.network.Allocation;
import io.leengine.tck.InMemoryBus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LocalNetworkPropertiesTest {
    private static final int SIZE = 6;

    /** What somebody asks, of which of two instances on one bus. */
    record Step(int kind, int owner, boolean second) {
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(Arbitraries.integers().between(0, 4), Arbitraries.integers().between(0, 8),
            Arbitraries.of(true, false)).as(Step::new).list().ofMaxSize(60);
    }

    /** The contract, told in the plainest way. */
    private static final class Model {
        final Map<String, String> held = new HashMap<>();
        final Map<String, String> lastOwner = new HashMap<>();
        final Map<String, String> lastAddress = new HashMap<>();

        void check(String owner, Optional<String> got) {
            if (held.containsValue(owner)) {
                assertEquals(owner, held.get(got.orElseThrow()), "it keeps the one it has");
                return;
            }
            if (held.size() == SIZE) {
                assertTrue(got.isEmpty(), "there was none to give");
                return;
            }
            String address = got.orElseThrow();
            assertFalse(held.containsKey(address), address + " is held by another");
            String last = lastAddress.get(owner);
            if (last != null && owner.equals(lastOwner.get(last))) {
                assertEquals(last, address, "nobody has been given its last one since");
            } else if (lastOwner.size() < SIZE) {
                assertFalse(lastOwner.containsKey(address), "there was one nobody had");
            }
            held.put(address, owner);
            lastOwner.put(address, owner);
            lastAddress.put(owner, address);
        }
    }

    private static CallContext ctx() {
        return CallContext.of("property", Duration.ofSeconds(20));
    }

    private static LocalNetwork open(InMemoryBus bus) {
        return new LocalNetwork("net", List.of(), bus, InstantSource.system());
    }

    @Property(tries = 300)
    void anyOrderOfCallsKeepsTheContract(@ForAll("steps") List<Step> steps) throws Exception {
        try (InMemoryBus bus = new InMemoryBus("bus"); LocalNetwork one = open(bus); LocalNetwork two = open(bus)) {
            one.applyRange(ctx(), new AddressRange("r", "10.0.0.10", "10.0.0.15", 24, "", 0));
            Model model = new Model();
            for (Step step : steps) {
                LocalNetwork network = step.second() ? two : one;
                String owner = "o" + step.owner();
                switch (step.kind()) {
                    case 0, 1, 2 -> model.check(owner, allocate(network, owner));
                    case 3 -> {
                        network.release(ctx(), "r", owner);
                        model.held.values().remove(owner);
                    }
                    default -> assertEquals(model.held.containsValue(owner), network.find(ctx(), "r", owner)
                        .map(found -> owner.equals(model.held.get(found.address()))).orElse(false));
                }
                Map<String, String> told = new HashMap<>();
                network.allocations(ctx(), "r").forEach(a -> told.put(a.address(), a.owner()));
                assertEquals(model.held, told);
            }
            assertTrue(bus.list(ctx(), "/network/net/owners/").entries().size() <= SIZE, "owners are forgotten");
        }
    }

    private static Optional<String> allocate(LocalNetwork network, String owner) throws InterruptedException {
        try {
            return Optional.of(network.allocate(ctx(), "r", owner).address());
        } catch (EngineException e) {
            assertEquals(ErrorCode.INSUFFICIENT_RESOURCES, e.code());
            return Optional.empty();
        }
    }

    @Property(tries = 200)
    void anAddressIsWrittenAsItIsRead(@ForAll("groups") List<Integer> groups) {
        StringBuilder text = new StringBuilder();
        groups.forEach(group -> text.append(text.isEmpty() ? "" : ":").append(Integer.toHexString(group)));
        // The first group is set: else it might be an IPv4 address in disguise.
        Address address = Address.parse("a", "fd00:" + text);
        assertEquals(address, Address.parse("a", address.toString()), address.toString());
        assertEquals(address, Address.ofHex(address.hex()));
    }

    @Provide
    Arbitrary<List<Integer>> groups() {
        return Arbitraries.of(0, 0, 1, 0xffff).list().ofSize(7);
    }

    @Property(tries = 100)
    void leaksAreWhoIsNotLiving(@ForAll("living") Set<Integer> living) throws Exception {
        try (InMemoryBus bus = new InMemoryBus("bus"); LocalNetwork network = open(bus)) {
            network.applyRange(ctx(), new AddressRange("r", "10.0.0.10", "10.0.0.15", 24, "", 0));
            Set<String> expected = new HashSet<>();
            Set<String> names = new HashSet<>();
            living.forEach(owner -> names.add("o" + owner));
            for (int i = 0; i < SIZE; i++) {
                network.allocate(ctx(), "r", "o" + i);
                if (!names.contains("o" + i)) {
                    expected.add("o" + i);
                }
            }
            Set<String> told = new HashSet<>();
            network.leaks(ctx(), "r", names).stream().map(Allocation::owner).forEach(told::add);
            assertEquals(expected, told);
        }
    }

    @Provide
    Arbitrary<Set<Integer>> living() {
        return Arbitraries.integers().between(0, 9).set().ofMaxSize(8);
    }

    @Property(tries = 50)
    void textThatIsNoRangeIsInvalid(@ForAll String text) {
        assertEquals(ErrorCode.INVALID, assertThrows(EngineException.class, () -> Span.parse(text)).code());
    }
}
