package io.leengine.cli.session;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A request's body, field by field; what is not given is not in it. */
public final class Body {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    /** Adds a field. */
    public Body with(String name, Object value) {
        fields.put(name, value);
        return this;
    }

    /** Adds a field if there is a value. */
    public Body with(String name, Optional<?> value) {
        value.ifPresent(each -> fields.put(name, each));
        return this;
    }

    /** Adds a field if it is not empty. */
    public Body with(String name, Map<?, ?> value) {
        return value.isEmpty() ? this : with(name, (Object) value);
    }

    /** Adds a field if it is not empty. */
    public Body with(String name, Collection<?> value) {
        return value.isEmpty() ? this : with(name, (Object) value);
    }

    /** Returns the fields. */
    public Map<String, Object> fields() {
        return fields;
    }
}
