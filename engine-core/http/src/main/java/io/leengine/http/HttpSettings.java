package io.leengine.http;

import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * How the engine listens.
 *
 * @param address the local address to listen on
 * @param port the port; 0 for any that is free
 * @param required the paths that must have been mounted before the start counts as over
 * @param drain how long a handler that goes, or the server, waits for the requests under way
 */
public record HttpSettings(String address, int port, List<String> required, Duration drain) {
    /** Copies the list; nothing may be null. */
    public HttpSettings {
        Objects.requireNonNull(address, "address");
        required = List.copyOf(required);
        Objects.requireNonNull(drain, "drain");
    }

    /**
     * Reads the framework's properties {@code leengine.http.address}, {@code .port}, {@code .required} (paths joined by
     * commas) and {@code .drain.seconds}.
     *
     * @param property looks one up; null when it is not set
     */
    static HttpSettings of(UnaryOperator<String> property) {
        return new HttpSettings(text(property, "leengine.http.address", "127.0.0.1"),
            (int) number(property, "leengine.http.port", 7080, 65_535),
            Arrays.stream(text(property, "leengine.http.required", "/api").split(","))
                .map(String::strip).filter(path -> !path.isEmpty()).toList(),
            Duration.ofSeconds(number(property, "leengine.http.drain.seconds", 5, 600)));
    }

    private static String text(UnaryOperator<String> property, String name, String otherwise) {
        String value = property.apply(name);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }

    private static long number(UnaryOperator<String> property, String name, long otherwise, long most) {
        String value = text(property, name, Long.toString(otherwise));
        try {
            return Identifiers.within(name, Long.parseLong(value), 0, most);
        } catch (NumberFormatException e) {
            throw EngineException.invalid(name, "'" + name + "' must be a number, and is '" + value + "'.");
        }
    }
}
