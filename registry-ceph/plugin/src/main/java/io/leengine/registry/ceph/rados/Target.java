package io.leengine.registry.ceph.rados;

import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Which place in which cluster, and as whom.
 *
 * @param confFile Ceph's own configuration, an absolute path; empty for none
 * @param monitors the monitors' addresses, as {@code mon_host} takes them; empty when the file says them
 * @param user the user without {@code client.} before it
 * @param key the user's key; empty when the file, or the keyring it names, has it
 * @param pool the pool
 * @param namespace the namespace in the pool; empty for the one without a name
 * @param timeout how long one operation may take
 */
record Target(String confFile, String monitors, String user, String key, String pool, String namespace, Duration timeout) {
    private static final int MAX_SECONDS = 600;

    /** Checks what was set; {@code INVALID} names the setting. */
    Target {
        if (confFile.isBlank() && monitors.isBlank()) {
            throw EngineException.invalid("conf.file", "Either 'conf.file' or 'monitors' must be set.");
        }
        if (!confFile.isBlank() && !Path.of(confFile).isAbsolute()) {
            throw EngineException.invalid("conf.file", "'conf.file' must be an absolute path, and is '" + confFile + "'.");
        }
        text("monitors", monitors);
        text("user", user);
        text("key", key);
        text("pool", pool);
        text("namespace", namespace);
        if (user.isBlank()) {
            throw EngineException.invalid("user", "'user' must be set, for example 'registry' for client.registry.");
        }
        if (pool.isBlank()) {
            throw EngineException.invalid("pool", "'pool' must be set.");
        }
        Identifiers.within("timeout.seconds", timeout.toSeconds(), 1, MAX_SECONDS);
    }

    static Target of(Settings settings) {
        return new Target(settings.conf_file(), settings.monitors(), settings.user(), settings.key(), settings.pool(),
            settings.namespace(), Duration.ofSeconds(settings.timeout_seconds()));
    }

    private static void text(String field, String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw EngineException.invalid(field, "'" + field + "' must not hold control characters.");
        }
    }

    /** Hides the key. */
    @Override
    public String toString() {
        return "client." + user + " on pool " + pool + (namespace.isEmpty() ? "" : "/" + namespace);
    }
}
