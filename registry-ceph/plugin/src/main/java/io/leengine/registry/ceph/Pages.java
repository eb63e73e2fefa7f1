package io.leengine.registry.ceph;

import io.leengine.spi.registry.RegistryStorage.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A list that comes in pages, as a whole. */
final class Pages {
    private Pages() {
    }

    /** Asks for one page. */
    @FunctionalInterface
    interface Ask<T> {
        Page<T> page(Optional<String> after) throws InterruptedException;
    }

    /** Returns everything; a page that has nothing is the last one. */
    static <T> List<T> all(Ask<T> ask, Function<T, String> name) throws InterruptedException {
        List<T> all = new ArrayList<>();
        Page<T> page = ask.page(Optional.empty());
        all.addAll(page.items());
        while (page.more() && !page.items().isEmpty()) {
            page = ask.page(Optional.of(name.apply(page.items().getLast())));
            all.addAll(page.items());
        }
        return all;
    }
}
