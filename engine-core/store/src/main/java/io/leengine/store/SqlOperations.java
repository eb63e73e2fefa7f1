package io.leengine.store;

import io.leengine.engine.domain.Operation;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.OperationRows;
import io.leengine.model.ErrorCode;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operations in SQL. */
record SqlOperations(Statements sql) implements OperationRows {
    private static final String OPERATION = """
        select id, action, kind, resource, target, state, message, error, actor, actor_name, started_at, ended_at
        from operation\s""";

    @Override
    public void insert(Operation it) {
        sql.update("""
            insert into operation (id, action, kind, resource, target, state, message, error, actor, actor_name,
            started_at, ended_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, it.id(), it.action(), it.kind(), it.resource(), it.target(), it.state(), it.message(), it.error(),
            it.actor(), it.actorName(), it.startedAt(), it.endedAt());
    }

    @Override
    public void update(Operation it) {
        sql.update("update operation set state = ?, message = ?, error = ?, ended_at = ? where id = ? and state = ?",
            it.state(), it.message(), it.error(), it.endedAt(), it.id(), Operation.State.RUNNING);
    }

    @Override
    public Optional<Operation> find(String id) {
        return sql.first(OPERATION + "where id = ?", SqlOperations::operation, id);
    }

    @Override
    public Optional<Operation> latest(String action, String target) {
        return sql.first(OPERATION + "where action = ? and target = ? order by number desc limit 1",
            SqlOperations::operation, action, target);
    }

    @Override
    public List<Operation> running() {
        return sql.list(OPERATION + "where state = ? order by number", SqlOperations::operation,
            Operation.State.RUNNING);
    }

    @Override
    public List<Operation> list(String actor, Optional<Operation.State> state, Optional<Operation> before, int limit) {
        StringBuilder text = new StringBuilder(OPERATION).append("where actor = ?");
        List<Object> arguments = new ArrayList<>(List.of(actor));
        state.ifPresent(value -> {
            text.append(" and state = ?");
            arguments.add(value);
        });
        before.ifPresent(one -> {
            text.append(" and number < (select b.number from operation b where b.id = ?)");
            arguments.add(one.id());
        });
        arguments.add(limit);
        return sql.list(text.append(" order by number desc limit ?").toString(), SqlOperations::operation,
            arguments.toArray());
    }

    @Override
    public void deleteEnded(Instant before) {
        sql.update("delete from operation where ended_at < ?", before);
    }

    private static Operation operation(Row row) throws SQLException {
        return new Operation(row.text(), row.text(), row.constant(ResourceKind.class), row.text(), row.text(),
            row.constant(Operation.State.class), row.text(), row.optionalText().map(ErrorCode::valueOf), row.text(),
            row.text(), row.instant(), row.optionalInstant());
    }
}
