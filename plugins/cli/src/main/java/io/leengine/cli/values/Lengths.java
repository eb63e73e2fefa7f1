package io.leengine.cli.values;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/** Lengths of time as they are typed. */
public final class Lengths {
    private static final Map<String, BigDecimal> UNITS = Map.of("ms", BigDecimal.ONE, "s", BigDecimal.valueOf(1_000),
        "m", BigDecimal.valueOf(60_000), "h", BigDecimal.valueOf(3_600_000), "d", BigDecimal.valueOf(86_400_000));

    private Lengths() {
    }

    /** Reads {@code 500ms}, {@code 90s}, {@code 5m}, {@code 1.5h} or {@code 30d}. */
    public static Duration parse(String text) {
        return Duration.ofMillis(Quantity.parse(text, UNITS, "write 500ms, 90s, 5m, 1.5h or 30d"));
    }
}
