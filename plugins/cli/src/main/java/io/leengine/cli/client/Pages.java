package io.leengine.cli.client;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A list that comes page by page, each when it is needed. */
public final class Pages<T> implements Iterable<T> {
    private final Function<Optional<String>, Page<T>> read;

    /**
     * @param read reads the page behind a place; the first for none
     */
    Pages(Function<Optional<String>, Page<T>> read) {
        this.read = read;
    }

    /** Returns the first page only. */
    public Page<T> first() {
        return read.apply(Optional.empty());
    }

    /** Returns the page behind a place, which is the {@code next} of an earlier one. */
    public Page<T> after(String next) {
        return read.apply(Optional.of(next));
    }

    /** Returns all items. */
    public Stream<T> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private Page<T> page = first();
            private int at;

            @Override
            public boolean hasNext() {
                while (at == page.items().size() && page.next().isPresent()) {
                    page = after(page.next().get());
                    at = 0;
                }
                return at < page.items().size();
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return page.items().get(at++);
            }
        };
    }
}
