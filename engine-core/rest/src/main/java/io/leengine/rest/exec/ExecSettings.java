package io.leengine.rest.exec;

import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * How commands in instances are held.
 *
 * @param idle for how long nothing may come and nothing be printed
 * @param heartbeat between two pings to the caller
 * @param mostOfOne how many commands at once one user may have, at this engine
 */
public record ExecSettings(Duration idle, Duration heartbeat, int mostOfOne) {
    /** The usual. */
    public static final ExecSettings USUAL = new ExecSettings(Duration.ofMinutes(15), Duration.ofSeconds(15), 10);

    /**
     * Reads the framework's properties {@code leengine.exec.idle.seconds} and {@code leengine.exec.sessions}.
     *
     * @param property looks one up; null when it is not set
     */
    public static ExecSettings of(UnaryOperator<String> property) {
        return new ExecSettings(
            Duration.ofSeconds(number(property, "leengine.exec.idle.seconds", USUAL.idle().toSeconds(), 10, 86_400)),
            USUAL.heartbeat(), (int) number(property, "leengine.exec.sessions", USUAL.mostOfOne(), 1, 1_000));
    }

    private static long number(UnaryOperator<String> property, String name, long otherwise, long least, long most) {
        String value = property.apply(name);
        if (value == null || value.isBlank()) {
            return otherwise;
        }
        try {
            return Identifiers.within(name, Long.parseLong(value.strip()), least, most);
        } catch (NumberFormatException e) {
            throw EngineException.invalid(name, "'" + name + "' must be a number, and is '" + value + "'.");
        }
    }
}
