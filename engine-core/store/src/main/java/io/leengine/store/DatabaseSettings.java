package io.leengine.store;

import io.leengine.model.EngineException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Which database, and as whom.
 *
 * @param url as JDBC has it
 * @param user the database's user; empty for none
 * @param password of that user; empty for none
 * @param connections held, and most at a time
 */
public record DatabaseSettings(String url, String user, String password, int connections) {
    /** Connections unless said otherwise. */
    public static final int DEFAULT_CONNECTIONS = 16;

    private static final String H2 = "jdbc:h2:";

    /** Checks the number of connections. */
    public DatabaseSettings {
        if (connections < 2) {
            throw EngineException.invalid("connections", "The store needs at least 2 connections.");
        }
    }

    /**
     * Returns the default: H2 in a file of the data folder.
     *
     * <p>The file is reached through H2's "async" file system: the usual one closes the file for good when a thread is
     * interrupted in the middle of reading or writing it, and the engine interrupts its threads.
     */
    public static DatabaseSettings inFolder(Path data) {
        Path file = data.toAbsolutePath().resolve("store").resolve("leengine");
        if (file.toString().contains(";")) {
            throw EngineException.invalid("leengine.data", "The path of the data folder must not contain ';'.");
        }
        return new DatabaseSettings(H2 + "async:" + file, "leengine", "", DEFAULT_CONNECTIONS);
    }

    /** Returns the same with another number of connections. */
    DatabaseSettings withConnections(int value) {
        return new DatabaseSettings(url, user, password, value);
    }

    /** Returns whether this is H2, embedded. */
    boolean embedded() {
        return url.toLowerCase(Locale.ROOT).startsWith(H2);
    }

    /** Returns the URL up to its parameters, which may hold a password. */
    String where() {
        return url.replaceAll("[;?].*", "").replaceAll("//[^/@]*@", "//");
    }

    /** Hides the password. */
    @Override
    public String toString() {
        return "DatabaseSettings[" + where() + ", " + user + "]";
    }
}
