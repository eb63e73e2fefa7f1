package io.leengine.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real PostgreSQL 15, where its programs are installed. */
@EnabledIf("available")
final class PostgresStoreTest extends QuotaContract {
    @TempDir
    static Path folder;

    private static PostgresCluster cluster;
    private static QuietLibraries libraries;
    private static int databases;

    private SqlStore store;
    private String database;

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
        database = "test" + databases++;
        try (Connection connection = DriverManager.getConnection(cluster.url("postgres"), "leengine", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + database);
        }
        store = new SqlStore(new DatabaseSettings(cluster.url(database), "leengine", "",
            DatabaseSettings.DEFAULT_CONNECTIONS));
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
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
