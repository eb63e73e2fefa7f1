package io.leengine.engine.change;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a change made of what was there before, by field; fields that stayed as they were are not in it.
 *
 * @param before what it was; a field that was not there is absent
 * @param after what it is since; a field that is not there any more is absent
 */
public record Difference(SortedMap<String, String> before, SortedMap<String, String> after) {
    /** What stands for a value nobody may read in activity. */
    public static final String MASKED = "***";

    /** No difference. */
    public static final Difference NONE = new Difference(new TreeMap<>(), new TreeMap<>());

    private static final int LONGEST = 500;

    /** Copies the maps. */
    public Difference {
        before = Collections.unmodifiableSortedMap(new TreeMap<>(before));
        after = Collections.unmodifiableSortedMap(new TreeMap<>(after));
    }

    /** Returns the difference of what is all to be read. */
    public static Difference of(Map<String, String> before, Map<String, String> after) {
        return of(before, after, Map.of(), Map.of());
    }

    /**
     * Returns the difference of two states.
     *
     * @param before the fields before, and {@code after} those since
     * @param secretsBefore fields before whose values are masked, and {@code secretsAfter} those since: that one of them
     *     changed is told, and not from what to what
     */
    public static Difference of(Map<String, String> before, Map<String, String> after, Map<String, String> secretsBefore,
            Map<String, String> secretsAfter) {
        TreeMap<String, String> was = changed(before, after);
        TreeMap<String, String> is = changed(after, before);
        changed(secretsBefore, secretsAfter).keySet().forEach(field -> was.put(field, MASKED));
        changed(secretsAfter, secretsBefore).keySet().forEach(field -> is.put(field, MASKED));
        return new Difference(was, is);
    }

    private static TreeMap<String, String> changed(Map<String, String> some, Map<String, String> others) {
        TreeMap<String, String> changed = new TreeMap<>();
        some.forEach((field, value) -> {
            if (!value.equals(others.get(field))) {
                changed.put(field, value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…");
            }
        });
        return changed;
    }
}
