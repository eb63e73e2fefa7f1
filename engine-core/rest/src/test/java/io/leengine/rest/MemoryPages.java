package io.leengine.rest;

import io.leengine.engine.Page;
import io.leengine.model.EngineException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Pages of a sorted map; a cursor is {@code >} and the last key. */
final class MemoryPages {
    private MemoryPages() {
    }

    static <T> Page<T> of(Map<String, T> all, Page.Request page) {
        String after = page.after().map(MemoryPages::key).orElse("");
        var found = all.entrySet().stream()
            .filter(entry -> entry.getKey().compareTo(after) > 0 && entry.getKey().contains(page.search()))
            .limit(page.limit() + 1L).toList();
        boolean more = found.size() > page.limit();
        var items = more ? found.subList(0, page.limit()) : found;
        return new Page<>(items.stream().map(Map.Entry::getValue).toList(),
            more ? Optional.of(">" + items.getLast().getKey()) : Optional.empty());
    }

    static <T> Page<T> of(List<T> all, Page.Request page, Function<T, String> key) {
        Map<String, T> map = new TreeMap<>();
        all.forEach(each -> map.put(key.apply(each), each));
        return of(map, page);
    }

    private static String key(String cursor) {
        if (!cursor.startsWith(">")) {
            throw EngineException.invalid("after", "No such cursor.");
        }
        return cursor.substring(1);
    }
}
