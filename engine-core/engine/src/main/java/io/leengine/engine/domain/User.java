package io.leengine.engine.domain;

import java.time.Instant;

/**
 * A person who uses the platform.
 *
 * @param id unique for all time
 * @param name unique, for log-in
 * @param passwordHash Argon2id in its usual text form; never shown
 * @param administrator whether the boss side is open
 * @param createdAt when
 */
public record User(String id, String name, String passwordHash, boolean administrator, Instant createdAt) {
    /** Hides the hash. */
    @Override
    public String toString() {
        return "User[" + id + ", " + name + "]";
    }
}
