package io.leengine.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * One row, read column by column from the left. Mappers list the columns in the order of the record's components, so a
 * row costs no look-up of names.
 */
final class Row {
    /** Makes a value of a row. */
    @FunctionalInterface
    interface Mapper<T> {
        /** Reads the columns it wants, in order. */
        T map(Row row) throws SQLException;
    }

    private final ResultSet rows;
    private int column;

    Row(ResultSet rows) {
        this.rows = rows;
    }

    /** Starts again at the first column of the present row. */
    Row rewind() {
        column = 0;
        return this;
    }

    String text() throws SQLException {
        return rows.getString(++column);
    }

    Optional<String> optionalText() throws SQLException {
        return Optional.ofNullable(text());
    }

    int integer() throws SQLException {
        return rows.getInt(++column);
    }

    long bigint() throws SQLException {
        return rows.getLong(++column);
    }

    Optional<Long> optionalBigint() throws SQLException {
        long value = bigint();
        return rows.wasNull() ? Optional.empty() : Optional.of(value);
    }

    LocalDate date() throws SQLException {
        return rows.getObject(++column, LocalDate.class);
    }

    boolean flag() throws SQLException {
        return rows.getBoolean(++column);
    }

    byte[] bytes() throws SQLException {
        return rows.getBytes(++column);
    }

    Duration duration() throws SQLException {
        return Duration.ofMillis(bigint());
    }

    Instant instant() throws SQLException {
        return rows.getObject(++column, OffsetDateTime.class).toInstant();
    }

    Optional<Instant> optionalInstant() throws SQLException {
        return Optional.ofNullable(rows.getObject(++column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    <E extends Enum<E>> E constant(Class<E> type) throws SQLException {
        return Enum.valueOf(type, text());
    }
}
