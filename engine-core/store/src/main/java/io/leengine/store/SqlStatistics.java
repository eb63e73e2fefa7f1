package io.leengine.store;

import io.leengine.engine.domain.CountedOperation;
import io.leengine.engine.domain.OperationCount;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.StatisticsRows;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Counts a day in SQL. */
record SqlStatistics(Statements sql) implements StatisticsRows {
    @Override
    public void count(LocalDate day, CountedOperation operation, Doer doer, About about, Collection<String> cells,
            long amount) {
        count(day, operation, doer, about, "", amount);
        // In one order everywhere, so that two who count the same do not wait for each other crosswise.
        new TreeSet<>(cells).forEach(cell -> count(day, operation, doer, about, cell, amount));
    }

    private void count(LocalDate day, CountedOperation operation, Doer doer, About about, String cell, long amount) {
        sql.put("""
            update operation_count set amount = amount + ?, actor = ?, application = ?, image = ?
            where counted_on = ? and operation = ? and actor_id = ? and application_id = ? and image_id = ? and cell = ?
            """, """
            insert into operation_count (amount, actor, application, image, counted_on, operation, actor_id,
                application_id, image_id, cell)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
            """, amount, doer.name(), about.application().map(Target::name).orElse(""),
            about.image().map(Target::name).orElse(""), day, operation, doer.id(),
            about.application().map(Target::id).orElse(""), about.image().map(Target::id).orElse(""), cell);
    }

    @Override
    public List<OperationCount> counts(LocalDate from, LocalDate to, boolean daily, OperationCount.By by,
            Optional<String> user, int limit) {
        String name = switch (by) {
            case ALL -> "''";
            case USER -> "actor";
            case APPLICATION -> "application";
            case IMAGE -> "image";
            case CELL -> "cell";
        };
        String day = daily ? "counted_on" : "cast(? as date)";
        StringBuilder text = new StringBuilder("select " + day + " as d, " + name + " as n, operation, sum(amount)"
            + " from operation_count c where counted_on >= ? and counted_on <= ? and cell "
            + (by == OperationCount.By.CELL ? "<> ''" : "= ''")
            + (by == OperationCount.By.IMAGE ? " and image_id <> ''" : ""));
        List<Object> arguments = new ArrayList<>(daily ? List.of(from, to) : List.of(from, from, to));
        user.ifPresent(id -> {
            text.append(' ').append("""
                and (actor_id = ? or exists (select 1 from member m where m.user_id = ? and m.role <> 'GUEST'
                    and (m.kind = ? and m.resource = c.application_id or m.kind = ? and m.resource = c.image_id)
                    and (m.expires_at is null or m.expires_at > current_timestamp))
                or exists (select 1 from image i join image_group g on g.name = i.image_group
                    join member m on m.kind = ? and m.resource = g.id where i.id = c.image_id and m.user_id = ?
                    and m.role <> 'GUEST' and (m.expires_at is null or m.expires_at > current_timestamp)))""");
            arguments.addAll(List.of(id, id, ResourceKind.APPLICATION, ResourceKind.IMAGE, ResourceKind.IMAGE_GROUP, id));
        });
        text.append(" group by ").append(daily ? "counted_on, " : "").append(by == OperationCount.By.ALL ? "" : name + ", ")
            .append("operation order by d, n, operation limit ?");
        arguments.add(limit);
        return sql.list(text.toString(), row -> new OperationCount(row.date(), row.text(),
            row.constant(CountedOperation.class), row.bigint()), arguments.toArray());
    }

    @Override
    public void deleteBefore(LocalDate day) {
        sql.update("delete from operation_count where counted_on < ?", day);
    }
}
