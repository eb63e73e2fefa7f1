package io.leengine.engine.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SharesPropertiesTest {
    private static Map<String, Integer> named(List<Integer> values) {
        Map<String, Integer> named = new LinkedHashMap<>();
        for (int value : values) {
            // Names whose alphabetical order is not the order they come in.
            named.put("v" + (99 - named.size()), value);
        }
        return named;
    }

    @Property
    void scaledSharesHaveTheSumTheOrderAndTheProportions(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 100) Integer> values,
            @ForAll @IntRange(max = 100) int sum) {
        Map<String, Integer> before = named(values);
        Map<String, Integer> after = Shares.scale(before, sum);
        long present = values.stream().mapToLong(Integer::longValue).sum();
        assertEquals(new ArrayList<>(before.keySet()), new ArrayList<>(after.keySet()));
        assertEquals(present == 0 ? 0 : sum, after.values().stream().mapToInt(Integer::intValue).sum());
        before.forEach((name, share) -> {
            double exact = present == 0 ? 0 : (double) share * sum / present;
            assertTrue(Math.abs(exact - after.get(name)) < 1, () -> before + " to " + after);
            assertTrue(share > 0 || after.get(name) == 0, () -> "out of nothing: " + before + " to " + after);
        });
    }

    @Property
    void moreBeforeIsNeverLessAfter(@ForAll @Size(min = 2, max = 20) List<@IntRange(max = 100) Integer> values,
            @ForAll @IntRange(max = 100) int sum) {
        Map<String, Integer> before = named(values);
        Map<String, Integer> after = Shares.scale(before, sum);
        before.forEach((one, share) -> before.forEach((other, less) ->
            assertTrue(share <= less || after.get(one) >= after.get(other), () -> before + " to " + after)));
    }

    @Property
    void aSpreadIsEvenAndTheFirstGetWhatIsLeftOver(@ForAll @IntRange(min = 1, max = 12) int cells,
            @ForAll @IntRange(max = 1_000) int instances) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < cells; i++) {
            names.add("c" + i);
        }
        List<Integer> spread = new ArrayList<>(Shares.spread(names, instances).values());
        assertEquals(instances, spread.stream().mapToInt(Integer::intValue).sum());
        assertTrue(Collections.max(spread) - Collections.min(spread) <= 1);
        List<Integer> sorted = new ArrayList<>(spread);
        sorted.sort(Collections.reverseOrder());
        assertEquals(sorted, spread);
    }

    @Property
    void onlySharesThatAreHundredTogetherPass(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = -10, max = 110) Integer> values) {
        Map<String, Integer> shares = named(values);
        boolean right = values.stream().allMatch(value -> value >= 0 && value <= 100)
            && values.stream().mapToInt(Integer::intValue).sum() == 100;
        if (right) {
            Shares.check(shares);
        } else {
            assertTrue(assertThrows(EngineException.class, () -> Shares.check(shares)).field().orElseThrow()
                .startsWith("weights"));
        }
    }
}
