package io.leengine.tck;

import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import io.leengine.spi.monitor.Monitor;
import io.leengine.spi.monitor.RangeQuery;
import io.leengine.spi.monitor.RangeQuery.Reduce;
import io.leengine.spi.monitor.Series;
import io.leengine.tck.reference.MemoryMonitor;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link MonitorConformance} on {@link MemoryMonitor}. */
final class MonitorKit extends MonitorConformance {
    private static final String RESTART = "samplesOutliveAnOrderlyRestartIfDeclared";

    static final List<Breaker<Monitor>> BREAKERS = List.of(
        Breaker.<Monitor>that("includes the end of a range", "theRangeIncludesItsStartAndExcludesItsEnd")
            .on("query", call -> {
                RangeQuery asked = asked(call);
                return asked.from().isBefore(asked.to()) && !asked.step().minusMillis(1_000).isNegative()
                    && !asked.step().isZero() && asked.to().isBefore(asked.from().plusSeconds(5_000))
                    ? call.with(1, query(asked, asked.labels(), asked.to().plusMillis(1), asked.reduce()))
                    : call.proceed();
            }),
        Breaker.<Monitor>that("loses a sample when two write at once", "fiftyThreadsAtOnceLoseNothing")
            .on("write", call -> Defects.second(call, "") ? null : call.proceed()),
        Breaker.<Monitor>that("keeps samples in itself only", "openedAgainItHasWhatWasLeft", RESTART,
                "aSuccessorTakesOverUnderWay")
            .on("write", call -> {
                call.with(1, List.of());
                own(call).write(call.argument(0, CallContext.class), samples(call));
                return null;
            })
            .on("query", call -> {
                call.proceed();
                return own(call).query(call.argument(0, CallContext.class), asked(call));
            }),
        Breaker.<Monitor>that("keeps samples and does not declare it", "openedAgainItHasWhatWasLeft", RESTART)
            .declaring(),
        Breaker.<Monitor>that("answers a bad query with nothing", "badInputIsInvalidAndNamesItsField")
            .on("query", call -> {
                try {
                    return call.proceed();
                } catch (EngineException e) {
                    if (e.field().isPresent()) {
                        return List.<Series>of();
                    }
                    throw e;
                }
            }),
        Breaker.<Monitor>that("minds no labels", "labelsChooseTheSeries")
            .on("query", call -> call.with(1,
                query(asked(call), Map.of(), asked(call).to(), asked(call).reduce()))),
        Breaker.<Monitor>that("takes the greatest for the mean", "samplesBecomeOnePointAStep")
            .on("query", call -> call.with(1, query(asked(call), asked(call).labels(), asked(call).to(),
                asked(call).reduce() == Reduce.MEAN ? Reduce.MAX : asked(call).reduce()))),
        Breaker.<Monitor>that("swallows an interrupt", "anInterruptedCallEndsAndARepeatCompletesIt")
            .on("write", Defects::swallowInterrupt),
        Breaker.<Monitor>that("leaves a file open", "closeLeavesNothingBehind")
            .on("query", call -> {
                Defects.leaveFile();
                return call.proceed();
            }),
        Breaker.<Monitor>that("writes on when it is closed", "afterCloseEveryCallIsUnavailable",
                "closingInTheMiddleHangsNobody")
            .closing((real, closer, memory) -> memory.put("open", "still")));

    @RegisterExtension
    final Chosen<Monitor> chosen = new Chosen<>(Monitor.class, BREAKERS);

    private final MemoryMonitor.Store store = new MemoryMonitor.Store();

    private static Monitor own(Breaker.Call<Monitor> call) {
        return (Monitor) call.memory().computeIfAbsent("own",
            key -> new MemoryMonitor("own", new MemoryMonitor.Store()));
    }

    private static RangeQuery asked(Breaker.Call<Monitor> call) {
        return call.argument(1, RangeQuery.class);
    }

    private static RangeQuery query(RangeQuery like, Map<String, String> labels, Instant to, Reduce reduce) {
        return new RangeQuery(like.metric(), labels, like.from(), to, like.step(), reduce);
    }

    @SuppressWarnings("unchecked")
    private static Collection<io.leengine.spi.monitor.Sample> samples(Breaker.Call<Monitor> call) {
        return (Collection<io.leengine.spi.monitor.Sample>) call.arguments()[1];
    }

    @Override
    protected Monitor open() {
        return chosen.open(new MemoryMonitor("memory", store));
    }

    @Override
    protected void close(Monitor opened) throws Exception {
        chosen.close(opened, real -> ((MemoryMonitor) real).close());
    }

    @Override
    protected Set<Ability> abilities() {
        return chosen.abilities(Ability.DURABLE);
    }
}
