package io.leengine.cli.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.StringJoiner;

/** The query of an address. */
final class QueryString {
    private final StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");

    QueryString add(String name, Optional<?> value) {
        value.ifPresent(given -> add(name, given));
        return this;
    }

    QueryString add(String name, Object value) {
        query.add(encode(name) + "=" + encode(value.toString()));
        return this;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return query.toString();
    }
}
