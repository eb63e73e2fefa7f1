package io.leengine.engine;

import io.leengine.model.Identifiers;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Part of a list.
 *
 * @param items in order
 * @param next opaque; where the next page begins, if there is one
 */
public record Page<T>(List<T> items, Optional<String> next) {
    /** Copies the list. */
    public Page {
        items = List.copyOf(items);
    }

    /** Returns the same page of something made of its items. */
    public <R> Page<R> map(Function<? super T, ? extends R> each) {
        return new Page<>(items.stream().<R>map(each).toList(), next);
    }

    /**
     * Which part of a list.
     *
     * @param after where to go on, from {@link Page#next()}; empty for the start
     * @param limit most items, 1 to 1,000
     * @param search what names must contain; empty for all
     */
    public record Request(Optional<String> after, int limit, String search) {
        /** Checks the limit. */
        public Request {
            Identifiers.within("limit", limit, 1, 1_000);
        }

        /** Returns the first items of a list. */
        public static Request first(int limit) {
            return new Request(Optional.empty(), limit, "");
        }
    }
}
