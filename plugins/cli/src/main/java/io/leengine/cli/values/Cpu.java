package io.leengine.cli.values;

import java.math.BigDecimal;
import java.util.Map;
import picocli.CommandLine.TypeConversionException;

/**
 * A share of processors.
 *
 * @param millis thousandths of one
 */
public record Cpu(int millis) {
    private static final Map<String, BigDecimal> UNITS = Map.of("", BigDecimal.valueOf(1_000), "m", BigDecimal.ONE);

    /** Reads {@code 500m}, {@code 0.5} or {@code 2}. */
    public static Cpu parse(String text) {
        long millis = Quantity.parse(text, UNITS, "write 500m, 0.5 or 2 (processors)");
        if (millis > Integer.MAX_VALUE) {
            throw new TypeConversionException("'" + text + "' is too much");
        }
        return new Cpu((int) millis);
    }

    /** As it is read. */
    @Override
    public String toString() {
        return millis + "m";
    }
}
