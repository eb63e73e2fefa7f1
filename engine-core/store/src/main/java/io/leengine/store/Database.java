package io.leengine.store;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;

/** An open database: its connections, and how what was committed becomes durable. */
interface Database extends AutoCloseable {
    /** Time to wait for a connection. */
    long CONNECTION_WAIT_MS = 10_000;

    /** Returns the pool. */
    DataSource connections();

    /** Returns a connection of the pool. */
    default Connection connection() throws SQLException {
        return connections().getConnection();
    }

    /** Returns whether other processes may have it open at the same time. */
    default boolean shared() {
        return false;
    }

    /** A connection broke, or none was to be had. */
    default void suspect() {
        // What is in this process answers or fails for a reason of its own.
    }

    /** Returns once everything committed before this call is on the disk. */
    void sync() throws SQLException;

    @Override
    void close();

    /** Opens a database; {@code UNAVAILABLE} when that cannot be done. */
    static Database open(DatabaseSettings settings) {
        try {
            return settings.embedded() ? new EmbeddedDatabase(settings) : new ServerDatabase(settings);
        } catch (SQLException | RuntimeException e) {
            throw Failures.cannotOpen(settings.where(), e);
        }
    }

    /** Returns the pool's settings that both kinds have in common. */
    static HikariConfig pool(DatabaseSettings settings) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("leengine-store");
        // All from the beginning, for whoever waits for one that is still to be opened may be forgotten by the pool
        // (HikariCP's issue 1909): it then waits in vain although more might be opened.
        pool.setMaximumPoolSize(settings.connections());
        pool.setMinimumIdle(settings.connections());
        pool.setAutoCommit(false);
        pool.setConnectionTimeout(CONNECTION_WAIT_MS);
        pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return pool;
    }

    /** Returns a URL with an option, unless it has that option already. */
    static String with(String url, String option, String value) {
        boolean present = url.toUpperCase(Locale.ROOT).contains(";" + option + "=");
        return present ? url : url + ";" + option + "=" + value;
    }

    /** Returns whether a connection is good for writing. */
    static void requireWritable(Connection connection) throws SQLException {
        if (connection.isReadOnly()) {
            throw new SQLException("The database's file is not writable");
        }
    }
}
