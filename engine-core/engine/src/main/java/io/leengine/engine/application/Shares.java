package io.leengine.engine.application;

import io.leengine.model.EngineException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Arithmetic on shares of the traffic, in whole percent. */
public final class Shares {
    /** All of the traffic. */
    public static final int ALL = 100;

    private Shares() {
    }

    /** Checks that shares are 0 to 100 each and 100 together. */
    public static void check(Map<String, Integer> shares) {
        shares.forEach((name, share) -> {
            if (share == null || share < 0 || share > ALL) {
                throw EngineException.invalid("weights." + name, "A weight is a percentage, 0 to 100.");
            }
        });
        int sum = shares.values().stream().mapToInt(Integer::intValue).sum();
        if (sum != ALL) {
            throw EngineException.invalid("weights", "The weights must be 100 together; these are " + sum + ".");
        }
    }

    /**
     * Scales shares to a new sum, keeping their proportions as nearly as whole numbers allow (largest remainder, ties to
     * the first). If all are zero they stay so.
     *
     * @param shares by name, in order
     * @param sum what they shall be together
     */
    public static Map<String, Integer> scale(Map<String, Integer> shares, int sum) {
        long present = shares.values().stream().mapToLong(Integer::longValue).sum();
        Map<String, Integer> scaled = new LinkedHashMap<>();
        if (present == 0) {
            shares.keySet().forEach(name -> scaled.put(name, 0));
            return scaled;
        }
        List<String> byRemainder = new ArrayList<>(shares.keySet());
        shares.forEach((name, share) -> scaled.put(name, (int) ((long) share * sum / present)));
        byRemainder.sort(Comparator.comparingLong((String name) -> -((long) shares.get(name) * sum % present)));
        long missing = sum - scaled.values().stream().mapToLong(Integer::longValue).sum();
        for (int i = 0; i < missing; i++) {
            scaled.merge(byRemainder.get(i), 1, Integer::sum);
        }
        return scaled;
    }

    /** Spreads a number of instances over cells evenly, the first ones getting what is left over. */
    public static Map<String, Integer> spread(List<String> cells, int instances) {
        Map<String, Integer> spread = new LinkedHashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            spread.put(cells.get(i), instances / cells.size() + (i < instances % cells.size() ? 1 : 0));
        }
        return spread;
    }
}
