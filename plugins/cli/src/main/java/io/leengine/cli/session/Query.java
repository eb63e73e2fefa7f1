package io.leengine.cli.session;

import io.leengine.cli.http.ApiClient;
import java.util.Optional;

/**
 * A path with parameters.
 *
 * @param text as in a URL
 */
public record Query(String text) {
    /** Begins with the path. */
    public static Query of(String path) {
        return new Query(path);
    }

    /** Adds a parameter. */
    public Query with(String name, Object value) {
        return new Query(text + (text.indexOf('?') < 0 ? '?' : '&') + name + "="
            + ApiClient.segment(value.toString()));
    }

    /** Adds a parameter if there is a value. */
    public Query with(String name, Optional<?> value) {
        return value.isPresent() ? with(name, value.get()) : this;
    }
}
