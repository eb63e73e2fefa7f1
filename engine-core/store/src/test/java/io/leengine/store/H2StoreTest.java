package io.leengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on H2 in a file, and what is special to that. */
final class H2StoreTest extends KeyContract {
    @TempDir
    Path folder;

    private final QuietLibraries libraries = new QuietLibraries();
    private SqlStore store;

    @BeforeEach
    void open() {
        store = new SqlStore(DatabaseSettings.inFolder(folder));
    }

    @AfterEach
    void close() {
        store.close();
        libraries.close();
    }

    @Override
    void reopen() {
        store.close();
        open();
    }

    @Override
    SqlStore store() {
        return store;
    }

    @Override
    String database() {
        return "H2";
    }

    @Override
    Connection connection() throws SQLException {
        DatabaseSettings settings = DatabaseSettings.inFolder(folder);
        return DriverManager.getConnection(settings.url() + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
            + "DEFAULT_NULL_ORDERING=HIGH", settings.user(), settings.password());
    }

    @Test
    void findsWhatItKeptAndHasNothingToMigrate() {
        write(s -> s.applications().insert(Samples.application("one", false)));
        store.close();
        try (Database database = Database.open(DatabaseSettings.inFolder(folder))) {
            assertTrue(Schema.isCurrent(database.connections()));
        }
        open();
        assertEquals(List.of("one"), read(s -> s.applications().names()));
    }

    @Test
    void whatAWriteHasSeenIsOnTheDiskWhenItEnds() throws Exception {
        Path killed = folder.resolve("killed");
        Process child = started(KilledAfterWrite.class, killed.toString());
        assertEquals(0, child.onExit().get(60, TimeUnit.SECONDS).exitValue());
        try (SqlStore after = new SqlStore(DatabaseSettings.inFolder(killed))) {
            assertTrue(after.read(session -> session.users().byName("bob")).isPresent());
        }
    }

    @Test
    void asksFlywayWhenTheHistoryIsNotItsOwn() throws Exception {
        store.close();
        try (Database database = Database.open(DatabaseSettings.inFolder(folder));
                var connection = database.connections().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("update schema_history set checksum = 1");
            connection.commit();
            assertFalse(Schema.isCurrent(database.connections()));
        }
        EngineException refusal = assertThrows(EngineException.class, this::open);
        assertEquals(ErrorCode.UNAVAILABLE, refusal.code());
        assertTrue(refusal.getCause().getMessage().contains("checksum mismatch"), refusal.getCause().getMessage());
    }

    @Test
    void saysWhatToDoWhenTheFileCannotBeWritten() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        EngineException refusal =
            assertThrows(EngineException.class, () -> new SqlStore(DatabaseSettings.inFolder(file)));
        assertEquals(ErrorCode.UNAVAILABLE, refusal.code());
        assertTrue(refusal.nextStep().orElseThrow().contains("may write"));
    }

    @Test
    void losesNothingAcknowledgedWhenKilled() throws Exception {
        losesNothing(50, 0, "");
    }

    /** H2 writes to freed space again after a while, 45 s unless told otherwise; 2.5.252 lost changes once it did. */
    @Test
    void losesNothingAcknowledgedWhenKilledAfterFreedSpaceWasWrittenAgain() throws Exception {
        losesNothing(250, 40, ";RETENTION_TIME=500");
    }

    private static Process started(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private void losesNothing(int writes, int paceMillis, String options) throws Exception {
        Path data = folder.resolve("killed");
        Process child = started(Writer.class, data.toString(), String.valueOf(paceMillis), options);
        List<String> acknowledged = new ArrayList<>();
        try (BufferedReader lines = child.inputReader()) {
            while (acknowledged.size() < writes) {
                String line = lines.readLine();
                assertTrue(line != null, "the child ended by itself");
                acknowledged.add(line);
            }
            EngineException refusal =
                assertThrows(EngineException.class, () -> new SqlStore(DatabaseSettings.inFolder(data)));
            assertTrue(refusal.getMessage().contains("Another process"), refusal.getMessage());
        } finally {
            child.destroyForcibly().waitFor();
        }
        try (SqlStore again = new SqlStore(DatabaseSettings.inFolder(data))) {
            List<String> kept = again.read(s -> s.applications().names());
            assertTrue(kept.containsAll(acknowledged), () -> {
                acknowledged.removeAll(kept);
                return "lost: " + acknowledged;
            });
        }
    }

    /** Writes until it is killed, and says what was acknowledged. */
    static final class Writer {
        private Writer() {
        }

        /** Writes to the folder, at a pace, with further options of the database. */
        public static void main(String[] arguments) throws InterruptedException {
            DatabaseSettings usual = DatabaseSettings.inFolder(Path.of(arguments[0]));
            try (QuietLibraries _ = new QuietLibraries();
                    SqlStore store = new SqlStore(new DatabaseSettings(usual.url() + arguments[2], usual.user(),
                        usual.password(), usual.connections()))) {
                for (int i = 0; i < 1_000_000; i++) {
                    String name = "n" + i;
                    store.write(s -> {
                        s.applications().insert(Samples.application(name, false));
                        return null;
                    });
                    System.out.println(name);
                    Thread.sleep(Long.parseLong(arguments[1]));
                }
            }
        }
    }
}
