package io.leengine.tck;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.network.AddressRange;
import io.leengine.spi.network.Allocation;
import io.leengine.spi.network.Network;
import io.leengine.tck.reference.MemoryNetwork;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link NetworkConformance} on {@link MemoryNetwork}. */
final class NetworkKit extends NetworkConformance {
    static final List<Breaker<Network>> BREAKERS = List.of(
        Breaker.<Network>that("gives an address twice when two ask at once",
                "fiftyThreadsOnTwoInstancesNeverShareAnAddress")
            .on("allocate", call -> {
                Allocation given = (Allocation) call.proceed();
                if (!given.range().equals("pods")) {
                    return given;
                }
                Object other = call.memory().put("last", given.address());
                boolean shared = other != null && Defects.second(call, given.owner());
                return shared ? new Allocation(given.range(), (String) other, given.owner(), given.since()) : given;
            }),
        Breaker.<Network>that("gives an owner another address each time", "anOwnerHasOneAddressOfARange",
                "aRepeatedCallChangesNothing")
            .on("allocate", call -> {
                String owner = call.argument(2, String.class);
                call.real().release(Defects.ctx(), call.argument(1, String.class), owner);
                Allocation given = (Allocation) call.with(2, owner.matches("trace-.*") ? owner + call.count() : owner);
                Allocation ghost = call.real().allocate(Defects.ctx(), given.range(), "trace-9" + call.count());
                return new Allocation(given.range(), ghost.address(), owner, given.since());
            }),
        Breaker.<Network>that("says CONFLICT of an overlap", "rangesThatOverlapAreInvalid",
                "badInputIsInvalidAndNamesItsField")
            .on("applyRange", call -> {
                try {
                    return call.proceed();
                } catch (EngineException e) {
                    throw e.code() == ErrorCode.INVALID ? new EngineException(ErrorCode.CONFLICT, e.getMessage()) : e;
                }
            }),
        Breaker.<Network>that("gives the gateway", "theGatewayIsNotGiven")
            .on("applyRange", call -> {
                AddressRange range = call.argument(1, AddressRange.class);
                return range.gateway().matches("[0-9.]+") ? call.with(1, new AddressRange(range.name(), range.first(),
                    range.last(), range.prefixLength(), "", range.vlan())) : call.proceed();
            }),
        Breaker.<Network>that("removes a range that is in use", "aRangeGoesWhenItIsEmpty")
            .on("deleteRange", call -> {
                String range = call.argument(1, String.class);
                if (range.equals("pods")) {
                    for (Allocation one : call.real().allocations(Defects.ctx(), range)) {
                        call.real().release(Defects.ctx(), range, one.owner());
                    }
                }
                return call.proceed();
            }),
        Breaker.<Network>that("sorts addresses as text", "allocationsAreSortedByAddressAndLeaksAreTold")
            .on("allocations", call -> call.real()
                .allocations(call.argument(0, CallContext.class), call.argument(1, String.class)).stream()
                .sorted(Comparator.comparing(Allocation::address)).toList()),
        Breaker.<Network>that("tells the living as leaks", "allocationsAreSortedByAddressAndLeaksAreTold")
            .on("leaks", call -> call.with(2, List.of())),
        Breaker.<Network>that("says CONFLICT when it is full", "aFullRangeSaysSoAndGoesOnAfterARelease")
            .on("allocate", call -> {
                try {
                    return call.proceed();
                } catch (EngineException e) {
                    throw e.code() == ErrorCode.INSUFFICIENT_RESOURCES
                        ? new EngineException(ErrorCode.CONFLICT, e.getMessage()) : e;
                }
            }),
        Breaker.<Network>that("refuses to release what is not held", "whatIsAbsentIsToldOrDoesNothing")
            .on("release", call -> {
                String range = call.argument(1, String.class);
                if (!range.equals("calls") && call.real().find(Defects.ctx(), range, call.argument(2, String.class))
                        .isEmpty()) {
                    throw EngineException.notFound("owner", call.argument(2, String.class));
                }
                return call.proceed();
            }),
        Breaker.<Network>that("swallows an interrupt", "anInterruptedCallEndsAndARepeatCompletesIt")
            .on("ranges", Defects::swallowInterrupt),
        Breaker.<Network>that("minds no time limit", "aCallWithoutTimeLeftTimesOut")
            .on("find", Defects::mindNoLimit));

    @RegisterExtension
    final Chosen<Network> chosen = new Chosen<>(Network.class, BREAKERS);

    private final MemoryNetwork.Store store = new MemoryNetwork.Store();

    @Override
    protected Network open() {
        return chosen.open(new MemoryNetwork("memory", store));
    }

    @Override
    protected void close(Network opened) throws Exception {
        chosen.close(opened, real -> ((MemoryNetwork) real).close());
    }
}
