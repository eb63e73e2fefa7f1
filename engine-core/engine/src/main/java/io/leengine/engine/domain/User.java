package io.leengine.engine.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A person who uses the platform.
 *
 * @param id unique for all time
 * @param name unique, for log-in
 * @param passwordHash Argon2id in its usual text form; never shown
 * @param administrator whether the boss side is open
 * @param createdAt when
 * @param email where mail goes; empty when nobody said
 * @param disabled whether every log-in and token is refused
 * @param credentialsSince when the password was last changed or the user last disabled; what was granted before that and
 *     is kept nowhere is void
 */
public record User(String id, String name, String passwordHash, boolean administrator, Instant createdAt, String email,
        boolean disabled, Optional<Instant> credentialsSince) {
    /** A user who may log in. */
    public User(String id, String name, String passwordHash, boolean administrator, Instant createdAt) {
        this(id, name, passwordHash, administrator, createdAt, "", false, Optional.empty());
    }

    /** Returns the user with another password. */
    public User withPassword(String hash, Instant now) {
        return new User(id, name, hash, administrator, createdAt, email, disabled, Optional.of(now));
    }

    /** Returns the user with the boss side open, or not. */
    public User withAdministrator(boolean open) {
        return new User(id, name, passwordHash, open, createdAt, email, disabled, credentialsSince);
    }

    /** Returns the user with another address for mail. */
    public User withEmail(String address) {
        return new User(id, name, passwordHash, administrator, createdAt, address, disabled, credentialsSince);
    }

    /** Returns the user disabled, or not. */
    public User withDisabled(boolean refused, Instant now) {
        return new User(id, name, passwordHash, administrator, createdAt, email, refused,
            refused ? Optional.of(now) : credentialsSince);
    }

    /** Hides the hash. */
    @Override
    public String toString() {
        return "User[" + id + ", " + name + "]";
    }
}
