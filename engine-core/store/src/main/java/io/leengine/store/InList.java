package io.leengine.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * Values listed one by one in a condition, since H2 does not look up in an index what is compared with an array; so many at
 * a time that no statement grows without bound.
 */
record InList(List<Object> values) {
    private static final int AT_ONCE = 200;

    /** Returns what a query finds for all values, a part of them at a time. */
    static <T> List<T> rows(Collection<?> values, Function<InList, List<T>> query) {
        List<Object> all = new ArrayList<>(values);
        List<T> rows = new ArrayList<>();
        for (int i = 0; i < all.size(); i += AT_ONCE) {
            rows.addAll(query.apply(new InList(all.subList(i, Math.min(all.size(), i + AT_ONCE)))));
        }
        return rows;
    }

    /** Returns the list with a mark for each value. */
    String marks() {
        return "(" + String.join(", ", Collections.nCopies(values.size(), "?")) + ")";
    }

    /** Returns the arguments of a statement in which the values come last. */
    Object[] after(Object... first) {
        List<Object> arguments = new ArrayList<>(List.of(first));
        arguments.addAll(values);
        return arguments.toArray();
    }
}
