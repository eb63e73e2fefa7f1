package io.leengine.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/**
 * H2 in this process. A commit stays in memory, so a write waits for a sync, which writes and forces all that was
 * committed; writes that commit while one is under way share the next. See decision 0017.
 */
final class EmbeddedDatabase implements Database {
    private static final Map<String, String> OPTIONS = new TreeMap<>(Map.ofEntries(
        Map.entry("MODE", "PostgreSQL"),
        Map.entry("DATABASE_TO_LOWER", "TRUE"),
        Map.entry("DEFAULT_NULL_ORDERING", "HIGH"),
        Map.entry("DB_CLOSE_ON_EXIT", "FALSE"),
        // Milliseconds; 0 would write the pages with each commit, and again for those who commit beside it.
        Map.entry("WRITE_DELAY", "1000"),
        Map.entry("LOCK_TIMEOUT", "5000"),
        // Percent; more would keep copying what has just been written, at the cost of those who wait for a sync.
        Map.entry("AUTO_COMPACT_FILL_RATE", "50"),
        // KiB; by default it goes by the heap, and then lists of 10,000 applications were read from the file again and again.
        Map.entry("CACHE_SIZE", "65536"),
        Map.entry("QUERY_CACHE_SIZE", "64"),
        // Nothing of a statement is written to a trace file: it might hold a secret.
        Map.entry("TRACE_LEVEL_FILE", "0")));

    private final JdbcDataSource source = new JdbcDataSource();
    private final HikariDataSource pool;
    private final ReentrantLock syncing = new ReentrantLock();
    private final AtomicLong asked = new AtomicLong();
    /** Keeps the database open, whatever the pool does, and syncs it. Guarded by the lock; null after a failure. */
    private Connection own;
    private long synced;

    EmbeddedDatabase(DatabaseSettings settings) throws SQLException {
        source.setURL(withOptions(settings.url()));
        source.setUser(settings.user());
        source.setPassword(settings.password());
        own = source.getConnection();
        try {
            Database.requireWritable(own);
            HikariConfig config = Database.pool(settings);
            config.setDataSource(source);
            config.setMaxLifetime(0);
            pool = new HikariDataSource(config);
        } catch (SQLException | RuntimeException e) {
            own.close();
            throw e;
        }
    }

    private static String withOptions(String url) {
        String all = url;
        for (Map.Entry<String, String> option : OPTIONS.entrySet()) {
            all = Database.with(all, option.getKey(), option.getValue());
        }
        return all;
    }

    @Override
    public DataSource connections() {
        return pool;
    }

    @Override
    public void sync() throws SQLException {
        long mine = asked.incrementAndGet();
        syncing.lock();
        try {
            if (synced < mine) {
                long all = asked.get();
                checkpoint();
                synced = all;
            }
        } finally {
            syncing.unlock();
        }
    }

    private void checkpoint() throws SQLException {
        if (own == null) {
            own = source.getConnection();
        }
        try (Statement statement = own.createStatement()) {
            statement.execute("checkpoint sync");
        } catch (SQLException e) {
            // After a failure of its file the database is closed; the next connection opens it anew.
            Connection broken = own;
            own = null;
            try (broken) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        pool.close();
        syncing.lock();
        try {
            if (own != null) {
                own.close();
            }
        } catch (SQLException e) {
            throw Failures.unavailable(e);
        } finally {
            syncing.unlock();
        }
    }
}
