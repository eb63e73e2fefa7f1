package io.leengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.domain.User;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real PostgreSQL 15, where its programs are installed. */
@EnabledIf("available")
final class PostgresStoreTest extends KeyContract {
    private static final int SECONDS = 60;

    @TempDir
    static Path folder;

    private static PostgresCluster cluster;
    private static QuietLibraries libraries;
    private static int databases;

    private String database = "";
    private SqlStore store;

    /** What is done to the server. */
    private interface ThrowingRunnable {
        void run() throws Exception;
    }

    static boolean available() {
        return PostgresCluster.available();
    }

    @BeforeAll
    static void startCluster() throws Exception {
        libraries = new QuietLibraries();
        cluster = new PostgresCluster(folder);
    }

    @AfterAll
    static void stopCluster() throws Exception {
        if (cluster != null) {
            cluster.stop();
        }
        libraries.close();
    }

    @BeforeEach
    void open() throws Exception {
        database = newDatabase();
        store = new SqlStore(settings(database));
    }

    private static DatabaseSettings settings(String name) {
        return new DatabaseSettings(cluster.url(name), "leengine", "", DatabaseSettings.DEFAULT_CONNECTIONS);
    }

    private static String newDatabase() throws Exception {
        String name = "test" + databases++;
        try (Connection connection = cluster.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return name;
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    private void send(String signal, long process) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", signal, Long.toString(process)).inheritIO().start().waitFor());
    }

    /** Writes one row after another until told to end, and returns which were acknowledged. */
    private Future<List<String>> writing(ExecutorService threads, String prefix, AtomicBoolean end, CountDownLatch some) {
        return threads.submit(() -> {
            List<String> acknowledged = new ArrayList<>();
            for (int i = 0; !end.get(); i++) {
                String name = prefix + i;
                try {
                    write(s -> s.applications().insert(Samples.application(name, false)));
                    acknowledged.add(name);
                    some.countDown();
                } catch (EngineException e) {
                    assertEquals(ErrorCode.UNAVAILABLE, e.code(), e::toString);
                    assertTrue(e.nextStep().isPresent());
                }
            }
            return acknowledged;
        });
    }

    private void survives(ThrowingRunnable fault) throws Exception {
        AtomicBoolean end = new AtomicBoolean();
        CountDownLatch some = new CountDownLatch(30);
        CountDownLatch more = new CountDownLatch(60);
        List<String> acknowledged = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<String>>> writers = new ArrayList<>();
            try {
                for (int i = 0; i < 4; i++) {
                    writers.add(writing(threads, "w" + i + "-", end, some));
                }
                assertTrue(some.await(SECONDS, TimeUnit.SECONDS));
                fault.run();
                writers.add(writing(threads, "after-", end, more));
                assertTrue(more.await(SECONDS, TimeUnit.SECONDS), "it is written to again");
            } finally {
                end.set(true);
            }
            for (Future<List<String>> writer : writers) {
                acknowledged.addAll(writer.get(SECONDS, TimeUnit.SECONDS));
            }
        }
        List<String> kept = read(s -> s.applications().names());
        assertTrue(kept.containsAll(acknowledged), "nothing acknowledged is lost");
    }

    @Test
    void losesNothingAcknowledgedWhenABackendIsKilled() throws Exception {
        survives(() -> {
            // The server ends every other backend, too, and recovers.
            try (Connection connection = cluster.connect();
                    Statement statement = connection.createStatement();
                    ResultSet backend = statement.executeQuery("select pid from pg_stat_activity where datname = '"
                        + database + "' limit 1")) {
                assertTrue(backend.next());
                send("-9", backend.getLong(1));
            }
        });
    }

    @Test
    void losesNothingAcknowledgedWhenTheServerStopsAndStarts() throws Exception {
        survives(() -> {
            cluster.stop();
            cluster.start();
        });
    }

    @Test
    void refusesAtOnceWhileTheServerIsAwayAndRecoversByItself() throws Exception {
        write(s -> s.users().insert(Samples.user("ann")));
        cluster.stop();
        try {
            assertEquals(ErrorCode.UNAVAILABLE, refusal().code());
            long began = System.nanoTime();
            while (System.nanoTime() - began < Duration.ofSeconds(1).toNanos()) {
                long asked = System.nanoTime();
                EngineException refusal = refusal();
                assertEquals(ErrorCode.UNAVAILABLE, refusal.code());
                assertTrue(refusal.nextStep().orElse("").contains("check that the database runs"));
                assertTrue(Duration.ofNanos(System.nanoTime() - asked).toSeconds() < 5, "nobody waits for it");
            }
        } finally {
            cluster.start();
        }
        Optional<User> found = Optional.empty();
        long deadline = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        while (found.isEmpty() && System.nanoTime() < deadline) {
            try {
                found = read(s -> s.users().byName("ann"));
            } catch (EngineException e) {
                assertEquals(ErrorCode.UNAVAILABLE, e.code());
            }
        }
        assertTrue(found.isPresent());
    }

    private EngineException refusal() {
        return assertThrows(EngineException.class, () -> read(s -> s.applications().names()));
    }

    @Test
    void isMadeOnceByTwoThatStartAtTheSameMoment() throws Exception {
        String fresh = newDatabase();
        CountDownLatch both = new CountDownLatch(2);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> start = () -> {
                both.countDown();
                both.await();
                try (SqlStore own = new SqlStore(settings(fresh))) {
                    return own.read(s -> s.ownership().owners()).size();
                }
            };
            Future<Integer> one = threads.submit(start);
            Future<Integer> two = threads.submit(start);
            assertEquals(128, one.get(SECONDS, TimeUnit.SECONDS));
            assertEquals(128, two.get(SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void isShared() {
        assertTrue(store.shared());
    }

    @Override
    void reopen() {
        store.close();
        store = new SqlStore(settings(database));
    }

    @Override
    SqlStore store() {
        return store;
    }

    @Override
    String database() {
        return "PostgreSQL";
    }

    @Override
    Connection connection() throws SQLException {
        return DriverManager.getConnection(cluster.url(database), "leengine", "");
    }
}
