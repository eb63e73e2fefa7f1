package io.leengine.engine.identity;

import io.leengine.engine.KeyRing;
import io.leengine.model.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/**
 * Credentials of parts of the platform. A robot's secret follows from its name and a key, so it is the same at every
 * engine and in every repeat, and nothing has to be kept.
 */
public final class Robots {
    /** What a robot may do. */
    public enum Task {
        /** Pull an application's image; acts for its namespace. */
        PULL,
        /** Push a code build's image; acts for the code build, by id. */
        BUILD,
        /** Push the platform's base images. */
        BASE
    }

    /**
     * A robot.
     *
     * @param task what it may do
     * @param subject for what
     */
    public record Robot(Task task, String subject) {
    }

    private static final String PREFIX = "robot$";

    private final KeyRing keys;

    /** With keys from a ring. */
    public Robots(KeyRing keys) {
        this.keys = keys;
    }

    /** Returns a robot's credentials. */
    public Credentials credentials(Task task, String subject) {
        String name = PREFIX + task.name().toLowerCase(java.util.Locale.ROOT) + "$" + subject;
        return new Credentials(name, secret(name));
    }

    /** Returns whether a name is a robot's. */
    public static boolean isRobot(String name) {
        return name.startsWith(PREFIX);
    }

    /** Returns the robot whose credentials these are; in constant time. */
    public Optional<Robot> authenticate(String name, String secret) {
        byte[] expected = secret(name).getBytes(StandardCharsets.US_ASCII);
        if (!isRobot(name) || !MessageDigest.isEqual(expected, secret.getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        String[] parts = name.split("\\$", 3);
        return Optional.of(new Robot(Task.valueOf(parts[1].toUpperCase(java.util.Locale.ROOT)), parts[2]));
    }

    private String secret(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Secrets.mac(keys.key("robots"), name));
    }
}
