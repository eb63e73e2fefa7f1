package io.leengine.rest.view;

import io.leengine.engine.domain.CountedOperation;
import io.leengine.engine.domain.OperationCount;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How often things were done. */
@Doc("How often things were done, on a day or in the whole range.")
public record StatisticsView(
        @Doc(value = "The day, in UTC; absent for the whole range.", example = "2026-11-23") Optional<String> day,
        @Doc(value = "The user, application, image or cell; absent when they are not told apart, and empty for what is for no "
            + "application.", example = "hello") Optional<String> name,
        @Doc("Versions deployed.") long deploys, @Doc("Versions scaled.") long scalings,
        @Doc("Applications that went back to an earlier version.") long rollBacks,
        @Doc("Build runs asked for.") long builds, @Doc("Manifests pushed to the registry.") long pushes,
        @Doc("Manifests pulled from it.") long pulls) {
    private record Key(LocalDate day, String name) {
    }

    /** Returns a view for each day and name, in their order. */
    public static List<StatisticsView> of(List<OperationCount> counts, boolean daily, OperationCount.By by) {
        Map<Key, Map<CountedOperation, Long>> rows = new LinkedHashMap<>();
        counts.forEach(count -> rows.computeIfAbsent(new Key(count.day(), count.name()),
            key -> new EnumMap<>(CountedOperation.class)).merge(count.operation(), count.count(), Long::sum));
        List<StatisticsView> views = new ArrayList<>();
        rows.forEach((key, row) -> views.add(new StatisticsView(
            Optional.of(key.day().toString()).filter(day -> daily),
            Optional.of(key.name()).filter(name -> by != OperationCount.By.ALL),
            row.getOrDefault(CountedOperation.DEPLOY, 0L), row.getOrDefault(CountedOperation.SCALE, 0L),
            row.getOrDefault(CountedOperation.ROLL_BACK, 0L), row.getOrDefault(CountedOperation.BUILD, 0L),
            row.getOrDefault(CountedOperation.PUSH, 0L), row.getOrDefault(CountedOperation.PULL, 0L))));
        return views;
    }
}
