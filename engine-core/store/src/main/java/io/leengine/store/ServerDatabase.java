package io.leengine.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.postgresql.Driver;

/**
 * PostgreSQL, or what else runs by itself and keeps its own promise of durability. While the server does not answer,
 * nobody waits for it: whoever wants a connection hears so at once, and one thread tries until it answers again.
 */
final class ServerDatabase implements Database {
    private static final Logger LOG = System.getLogger(ServerDatabase.class.getName());
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final long TRY_MS = 300;
    /** How long to wait for a connection before it is asked whether the server is there at all. */
    private static final long PATIENCE_MS = 1_000;
    /**
     * A server whose host is away says nothing at all. And a statement is planned once a connection: most go by an index
     * whatever the values at hand are, and planning anew for them takes longer than running.
     */
    private static final Map<String, String> PROPERTIES = Map.of("connectTimeout", "5", "loginTimeout", "5",
        "socketTimeout", "60", "tcpKeepAlive", "true", "ApplicationName", "leengine",
        "options", "-c lock_timeout=5000 -c plan_cache_mode=force_generic_plan");

    private final String url;
    private final Properties properties = new Properties();
    private final java.sql.Driver driver;
    private final HikariDataSource pool;
    private final AtomicBoolean trying = new AtomicBoolean();
    private final CountDownLatch ending = new CountDownLatch(1);
    private volatile boolean away;

    ServerDatabase(DatabaseSettings settings) throws SQLException {
        url = settings.url();
        driver = isPostgres() ? new Driver() : DriverManager.getDriver(url);
        HikariConfig config = Database.pool(settings);
        config.setConnectionTimeout(PATIENCE_MS);
        config.setJdbcUrl(url);
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password());
        if (isPostgres()) {
            load();
            config.setDriverClassName(Driver.class.getName());
            PROPERTIES.forEach(properties::setProperty);
            PROPERTIES.forEach(config::addDataSourceProperty);
        }
        pool = new HikariDataSource(config);
    }

    private boolean isPostgres() {
        return url.startsWith(POSTGRESQL);
    }

    @Override
    public DataSource connections() {
        return pool;
    }

    @Override
    public Connection connection() throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CONNECTION_WAIT_MS);
        while (true) {
            if (away) {
                throw new SQLTransientConnectionException("The server has not answered; it is tried again.", "08006");
            }
            try {
                return pool.getConnection();
            } catch (SQLTransientConnectionException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                // All are in use, or no new one is to be had: only in the first case it is worth the wait.
                suspect();
            }
        }
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public void suspect() {
        if (!trying.compareAndSet(false, true)) {
            return;
        }
        CountDownLatch known = new CountDownLatch(1);
        // Not a virtual one: those who ask again and again at once must not keep it from running.
        Thread.ofPlatform().daemon().name("leengine-store-tries").start(() -> untilItAnswers(known));
        try {
            // So that whoever asks next is refused already.
            known.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void untilItAnswers(CountDownLatch known) {
        try {
            if (answers()) {
                return;
            }
            away = true;
            LOG.log(Level.WARNING, "The database does not answer; requests are refused until it does.");
            known.countDown();
            do {
                if (ending.await(TRY_MS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            } while (!answers());
            // Those in the pool are of the server before.
            pool.getHikariPoolMXBean().softEvictConnections();
            away = false;
            LOG.log(Level.INFO, "The database answers again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            trying.set(false);
            known.countDown();
        }
    }

    private boolean answers() {
        try (Connection connection = driver.connect(url, properties)) {
            return connection.isValid(1);
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "The database does not answer", e);
            return false;
        }
    }

    @Override
    public void sync() {
        // A commit that has returned is durable.
    }

    @Override
    public void close() {
        ending.countDown();
        pool.close();
        if (isPostgres()) {
            unload();
        }
    }

    /** The pool looks for it in the list of drivers, where an earlier store of this bundle may have taken it off. */
    private static void load() throws SQLException {
        if (!Driver.isRegistered()) {
            Driver.register();
        }
    }

    /** Nothing outside this bundle is to know the driver's class any more. */
    private static void unload() {
        try {
            if (Driver.isRegistered()) {
                Driver.deregister();
            }
        } catch (SQLException e) {
            throw Failures.unavailable(e);
        }
    }
}
