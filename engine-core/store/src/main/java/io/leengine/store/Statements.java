package io.leengine.store;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The statements of one transaction. After one of them failed there are no others: PostgreSQL would not take them, so H2
 * must not either, and the transaction is rolled back even if the work caught the exception.
 */
final class Statements {
    private final Connection connection;
    private final boolean writable;
    private final Thread owner = Thread.currentThread();
    private RuntimeException failure;
    private boolean changed;
    private boolean ended;

    Statements(Connection connection, boolean writable) {
        this.connection = connection;
        this.writable = writable;
    }

    /** Returns all rows of a query. */
    <T> List<T> list(String sql, Row.Mapper<T> mapper, Object... arguments) {
        return run(sql, arguments, statement -> {
            try (ResultSet results = statement.executeQuery()) {
                return mapped(results, mapper);
            }
        });
    }

    /** Returns the first row of a query. */
    <T> Optional<T> first(String sql, Row.Mapper<T> mapper, Object... arguments) {
        List<T> rows = list(sql, mapper, arguments);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    /** As {@link #first}, for a query that locks what it finds. */
    <T> Optional<T> lock(String sql, Row.Mapper<T> mapper, Object... arguments) {
        requireWritable();
        return first(sql, mapper, arguments);
    }

    /** As {@link #list}, for a query that locks what it finds. */
    <T> List<T> locked(String sql, Row.Mapper<T> mapper, Object... arguments) {
        requireWritable();
        return list(sql, mapper, arguments);
    }

    /** Changes rows and returns how many. */
    int update(String sql, Object... arguments) {
        requireWritable();
        int rows = run(sql, arguments, PreparedStatement::executeUpdate);
        changed |= rows > 0;
        return rows;
    }

    /** Changes a row that must be there: {@code NOT_FOUND} otherwise. */
    void updateOne(String what, String name, String sql, Object... arguments) {
        if (update(sql, arguments) == 0) {
            throw EngineException.notFound(what, name);
        }
    }

    /**
     * Changes a row or adds it: {@code update} and {@code insert} take the same arguments in the same order, and
     * {@code insert} does nothing where there is one. Both databases take this, also when two do it at once.
     */
    void put(String update, String insert, Object... arguments) {
        if (update(update, arguments) == 0 && update(insert, arguments) == 0) {
            update(update, arguments);
        }
    }

    /** Returns what the first failed statement ended with. */
    Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Returns whether there is something to commit. */
    boolean changed() {
        return changed;
    }

    /** Refuses everything from now on. */
    void end() {
        ended = true;
    }

    private void requireWritable() {
        if (!writable) {
            throw new IllegalStateException("Store.read does not write; use Store.write");
        }
    }

    private <T> T run(String sql, Object[] arguments, Execution<T> execution) {
        if (ended || Thread.currentThread() != owner) {
            throw new IllegalStateException("A session is used within its work and by its thread only");
        }
        if (failure != null) {
            throw new IllegalStateException("An earlier statement of this transaction failed", failure);
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                bind(statement, i + 1, arguments[i]);
            }
            return execution.of(statement);
        } catch (SQLException e) {
            failure = Failures.of(e);
            throw failure;
        }
    }

    private interface Execution<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private static <T> List<T> mapped(ResultSet results, Row.Mapper<T> mapper) throws SQLException {
        List<T> values = new ArrayList<>();
        Row row = new Row(results);
        while (results.next()) {
            values.add(mapper.map(row.rewind()));
        }
        return values;
    }

    private static void bind(PreparedStatement statement, int at, Object value) throws SQLException {
        switch (value) {
            case String text -> statement.setString(at, text);
            case Optional<?> optional when optional.isPresent() -> bind(statement, at, optional.get());
            case Optional<?> _ -> statement.setObject(at, null);
            case Instant instant -> statement.setObject(at,
                OffsetDateTime.ofInstant(instant.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC));
            case Duration duration -> statement.setLong(at, duration.toMillis());
            case Enum<?> constant -> statement.setString(at, constant.name());
            case Digest digest -> statement.setString(at, digest.toString());
            case List<?> list -> statement.setArray(at,
                statement.getConnection().createArrayOf("varchar", list.toArray()));
            default -> statement.setObject(at, value);
        }
    }
}
