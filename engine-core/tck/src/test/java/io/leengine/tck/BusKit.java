package io.leengine.tck;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link BusConformance} on {@link InMemoryBus}. */
final class BusKit extends BusConformance {
    private static final String NEITHER = "noWatchLosesOrDoublesWhileManyWrite";

    static final List<Breaker<Bus>> BREAKERS = List.of(
        Breaker.<Bus>that("loses an event", "aWatchListsThenTellsChangesInOrder")
            .on("watch", call -> new Events(Events.of(call), 3, 0)),
        Breaker.<Bus>that("tells an event twice", "aWatchListsThenTellsChangesInOrder", NEITHER)
            .on("watch", call -> new Events(Events.of(call), 0, 3)),
        Breaker.<Bus>that("begins a watch without the list", "aWatchListsThenTellsChangesInOrder")
            .on("watch", call -> call.arguments().length == 2
                ? call.real().watch(call.argument(0, CallContext.class), call.argument(1, String.class),
                    call.real().list(call.argument(0, CallContext.class), "").revision())
                : call.proceed()),
        Breaker.<Bus>that("swallows an interrupt", "anInterruptedCallEndsAndARepeatCompletesIt")
            .on("put", Defects::swallowInterrupt),
        Breaker.<Bus>that("takes a compare-and-set that is stale", "compareAndSetNeedsTheLastRevision",
                "ofFiftyThatCreateAKeyOneDoes")
            .on("compareAndSet", call -> Optional.of(call.real().put(
                call.argument(0, CallContext.class), call.argument(1, String.class),
                call.argument(3, byte[].class), Optional.empty()))),
        Breaker.<Bus>that("says NOT_FOUND of a bad key", "badInputIsInvalidAndNamesItsField", "boundsAreKept")
            .on("get", call -> {
                try {
                    return call.proceed();
                } catch (EngineException e) {
                    throw e.code() == ErrorCode.INVALID ? EngineException.notFound("key", "it") : e;
                }
            }),
        Breaker.<Bus>that("does not end its calls when closed", "closingInTheMiddleHangsNobody",
                "afterCloseEveryCallIsUnavailable", "closingTheBusEndsWatchesAndLeases")
            .closing((real, closer, memory) -> memory.put("open", "still")),
        Breaker.<Bus>that("hangs in its close", "closingInTheMiddleHangsNobody")
            .on("get", BusKit::used).on("list", BusKit::used).on("put", BusKit::used).on("delete", BusKit::used)
            .on("watch", BusKit::used).on("grant", BusKit::used)
            // Other checks leave one trace with it.
            .on("compareAndSet", call -> call.count() > 1 ? used(call) : call.proceed())
            .closing((real, closer, memory) -> {
                closer.close(real);
                if (memory.containsKey("used")) {
                    Defects.hang();
                }
            }),
        Breaker.<Bus>that("leaves a thread behind", "closeLeavesNothingBehind")
            .on("grant", call -> {
                Defects.leaveThread();
                return call.proceed();
            }),
        Breaker.<Bus>that("forgets all when closed", "openedAgainItHasWhatWasLeft", "aSuccessorTakesOverUnderWay",
                "entriesAndRevisionsOutliveARestartIfDeclared")
            .closing((real, closer, memory) -> {
                for (Bus.Entry entry : real.list(CallContext.of("x", Duration.ofSeconds(1)), "")
                        .entries()) {
                    real.delete(CallContext.of("x", Duration.ofSeconds(1)), entry.key(), 0);
                }
                closer.close(real);
            }),
        Breaker.<Bus>that("keeps what it declares not to keep", "openedAgainItHasWhatWasLeft",
                "entriesAndRevisionsOutliveARestartIfDeclared")
            .declaring(),
        Breaker.<Bus>that("minds no time limit", "aCallWithoutTimeLeftTimesOut")
            .on("list", call -> call.with(0, CallContext.of("x", Duration.ofSeconds(9)))),
        Breaker.<Bus>that("throws in its health when closed", "healthAnswersAtOnceAndNeverThrows")
            .on("health", call -> {
                call.real().list(CallContext.of("x", Duration.ofSeconds(1)), "");
                return call.proceed();
            }));

    /** Remembers that the check under which it hangs has begun, whichever of its callers is first. */
    private static Object used(Breaker.Call<Bus> call) throws Exception {
        Object result = call.proceed();
        call.memory().put("used", true);
        return result;
    }

    @RegisterExtension
    final Chosen<Bus> chosen = new Chosen<>(Bus.class, BREAKERS);

    private final InMemoryBus.Store store = new InMemoryBus.Store();

    @Override
    protected Bus open() {
        return chosen.open(new InMemoryBus("memory", store));
    }

    @Override
    protected void close(Bus opened) throws Exception {
        chosen.close(opened, real -> ((InMemoryBus) real).close());
    }

    @Override
    protected Set<Ability> abilities() {
        return chosen.abilities(Ability.DURABLE);
    }

    /** Leaves out each so-manieth event, or tells it twice. */
    private static final class Events implements Watch<BusEvent> {
        private final Watch<BusEvent> real;
        private final int lost;
        private final int doubled;
        private Optional<BusEvent> again = Optional.empty();
        private int told;

        Events(Watch<BusEvent> real, int lost, int doubled) {
            this.real = real;
            this.lost = lost;
            this.doubled = doubled;
        }

        @SuppressWarnings("unchecked")
        static Watch<BusEvent> of(Breaker.Call<Bus> call) throws Exception {
            return (Watch<BusEvent>) call.proceed();
        }

        @Override
        public Optional<BusEvent> next(Duration limit) throws InterruptedException {
            if (again.isPresent()) {
                Optional<BusEvent> second = again;
                again = Optional.empty();
                return second;
            }
            Optional<BusEvent> event = real.next(limit);
            if (event.isPresent()) {
                told++;
                if (lost > 0 && told % lost == 0) {
                    return real.next(limit);
                }
                again = doubled > 0 && told % doubled == 0 ? event : Optional.empty();
            }
            return event;
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
