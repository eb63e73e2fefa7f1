package io.leengine.engine.identity;

import io.leengine.engine.domain.User;
import io.leengine.engine.change.Ids;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Optional;

/** Makes the first administrator where there is no user yet, and leaves the password in a file for its owner only. */
public final class FirstAdministrator {
    /** The user's name. */
    public static final String NAME = "admin";
    /** The file's name in the data folder. */
    public static final String FILE = "admin-password";

    private final Store store;
    private final Passwords passwords;
    private final Path file;

    /** With the password's file in the data folder. */
    public FirstAdministrator(Store store, Passwords passwords, Path data) {
        this.store = store;
        this.passwords = passwords;
        this.file = data.resolve(FILE);
    }

    /** Makes the user if there is none. The file is there before the user is, so a crash between costs nothing. */
    public void ensure() {
        if (!store.read(session -> session.users().list(Optional.empty(), 1)).isEmpty()) {
            return;
        }
        String password = new Secrets().next("");
        write(password);
        User user = new User(new Ids().next(), NAME, passwords.hash(password), true, Clock.systemUTC().instant());
        if (!insert(user)) {
            forget();
        }
    }

    /** Returns whether this engine was the first, of all that start on one database at the same moment. */
    private boolean insert(User user) {
        try {
            return store.write(session -> {
                boolean first = session.users().byName(NAME).isEmpty();
                if (first) {
                    session.users().insert(user);
                }
                return first;
            });
        } catch (EngineException e) {
            if (e.code() == ErrorCode.ALREADY_EXISTS) {
                return false;
            }
            throw e;
        }
    }

    /** The password is another engine's to tell. */
    private void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The file " + file + ", whose password is not in force, cannot "
                + "be deleted: " + e.getMessage(), e);
        }
    }

    private void write(String password) {
        Path temporary = file.resolveSibling(FILE + ".new");
        try {
            Files.deleteIfExists(temporary);
            Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(temporary, password + "\n", StandardCharsets.US_ASCII);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The first administrator's password cannot be written to "
                + file + ": " + e.getMessage(), e);
        }
    }
}
