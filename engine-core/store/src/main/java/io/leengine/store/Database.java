package io.leengine.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** An open database: its connections, and how what was committed becomes durable. */
interface Database extends AutoCloseable {
    /** Time to wait for a connection. */
    long CONNECTION_WAIT_MS = 10_000;

    /** Returns the pool. */
    DataSource connections();

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
        pool.setMaximumPoolSize(settings.connections());
        pool.setMinimumIdle(1);
        pool.setAutoCommit(false);
        pool.setConnectionTimeout(CONNECTION_WAIT_MS);
        pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return pool;
    }

    /** PostgreSQL, or what else runs by itself and keeps its own promise of durability. */
    final class ServerDatabase implements Database {
        private final HikariDataSource pool;

        ServerDatabase(DatabaseSettings settings) {
            HikariConfig config = Database.pool(settings);
            config.setJdbcUrl(settings.url());
            config.setUsername(settings.user());
            config.setPassword(settings.password());
            if (settings.url().startsWith("jdbc:postgresql:")) {
                config.setDataSourceProperties(asProperties(Map.of("socketTimeout", "60", "tcpKeepAlive", "true",
                    "ApplicationName", "leengine", "options", "-c lock_timeout=5000")));
            }
            pool = new HikariDataSource(config);
        }

        private static java.util.Properties asProperties(Map<String, String> values) {
            java.util.Properties properties = new java.util.Properties();
            new TreeMap<>(values).forEach(properties::setProperty);
            return properties;
        }

        @Override
        public DataSource connections() {
            return pool;
        }

        @Override
        public void sync() {
            // A commit that has returned is durable.
        }

        @Override
        public void close() {
            pool.close();
        }
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
