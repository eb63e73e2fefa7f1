package io.leengine.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;

/** A process that ends as if killed right after a write that changed nothing, and saw what another had just committed. */
final class KilledAfterWrite {
    private KilledAfterWrite() {
    }

    /** @param arguments the folder of the database */
    public static void main(String[] arguments) throws Exception {
        DatabaseSettings settings = DatabaseSettings.inFolder(Path.of(arguments[0]));
        SqlStore store = new SqlStore(settings);
        store.write(session -> {
            session.users().insert(Samples.user("ann"));
            return null;
        });
        Database other = Database.open(settings);
        try (Connection connection = other.connection(); Statement statement = connection.createStatement()) {
            statement.execute("update users set name = 'bob'");
            connection.commit();
        }
        boolean seen = store.write(session -> session.users().byName("bob").isPresent());
        Runtime.getRuntime().halt(seen ? 0 : 1);
    }
}
