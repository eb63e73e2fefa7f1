package io.leengine.engine.change;

import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Cuts a list that was read with one item too many into a page. */
public final class Pages {
    private Pages() {
    }

    /**
     * @param read at most {@code limit + 1} items
     * @param key what the next page begins after
     */
    public static <T> Page<T> of(List<T> read, int limit, Function<? super T, String> key) {
        return read.size() <= limit ? new Page<>(read, Optional.empty())
            : new Page<>(read.subList(0, limit), Optional.of(key.apply(read.get(limit - 1))));
    }

    /**
     * Cuts a list of resources.
     *
     * @param read what the store found for the selection
     */
    public static <T> Page<T> of(List<T> read, Selection selection, Function<? super T, String> name,
            Function<? super T, Instant> createdAt) {
        return of(read, selection.page().limit(), item -> selection.cursor(name.apply(item), createdAt.apply(item)));
    }
}
