package io.leengine.engine.sim;

import io.leengine.engine.domain.CountedOperation;
import io.leengine.engine.domain.OperationCount;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.store.StatisticsRows;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

final class MemoryStatistics implements StatisticsRows {
    /** Something that was done once, in a cell; an empty cell stands for it as a whole. */
    record Done(LocalDate day, CountedOperation operation, Doer doer, About about, String cell, long amount) {
        String name(OperationCount.By by) {
            return switch (by) {
                case ALL -> "";
                case USER -> doer.name();
                case APPLICATION -> about.application().map(Target::name).orElse("");
                case IMAGE -> about.image().map(Target::name).orElse("");
                case CELL -> cell;
            };
        }
    }

    private final MemorySession session;

    MemoryStatistics(MemorySession session) {
        this.session = session;
    }

    @Override
    public void count(LocalDate day, CountedOperation operation, Doer doer, About about, Collection<String> cells,
            long amount) {
        session.writes();
        Stream.concat(Stream.of(""), cells.stream()).forEach(cell ->
            session.state.done.add(new Done(day, operation, doer, about, cell, amount)));
    }

    @Override
    public List<OperationCount> counts(LocalDate from, LocalDate to, boolean daily, OperationCount.By by,
            Optional<String> user, int limit) {
        Map<OperationCount, Long> counts = session.state.done.stream()
            .filter(done -> !done.day().isBefore(from) && !done.day().isAfter(to))
            .filter(done -> done.cell().isEmpty() != (by == OperationCount.By.CELL))
            .filter(done -> by != OperationCount.By.IMAGE || done.about().image().isPresent())
            .filter(done -> user.isEmpty() || sees(user.get(), done))
            .collect(Collectors.groupingBy(done -> new OperationCount(daily ? done.day() : from, done.name(by),
                done.operation(), 0), Collectors.summingLong(Done::amount)));
        return counts.entrySet().stream().map(each -> new OperationCount(each.getKey().day(), each.getKey().name(),
            each.getKey().operation(), each.getValue()))
            .sorted(Comparator.comparing(OperationCount::day).thenComparing(OperationCount::name)
                .thenComparing(each -> each.operation().name())).limit(limit).toList();
    }

    private boolean sees(String user, Done done) {
        return done.doer().id().equals(user)
            || done.about().application().filter(it -> reports(user, ResourceKind.APPLICATION, it)).isPresent()
            || done.about().image().filter(it -> reports(user, ResourceKind.IMAGE, it)).isPresent();
    }

    private boolean reports(String user, ResourceKind kind, Target target) {
        return session.members().find(kind, target.id(), user).filter(member ->
            member.role() != Role.GUEST && !member.ended(Instant.now())).isPresent();
    }

    @Override
    public void deleteBefore(LocalDate day) {
        session.writes();
        session.state.done.removeIf(done -> done.day().isBefore(day));
    }
}
