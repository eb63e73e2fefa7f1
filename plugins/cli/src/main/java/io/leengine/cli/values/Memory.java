package io.leengine.cli.values;

import java.math.BigDecimal;
import java.util.Map;

/**
 * An amount of memory.
 *
 * @param bytes so many
 */
public record Memory(long bytes) {
    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(unit("", 1), unit("B", 1),
        unit("Ki", 1L << 10), unit("KiB", 1L << 10), unit("Mi", 1L << 20), unit("MiB", 1L << 20),
        unit("Gi", 1L << 30), unit("GiB", 1L << 30), unit("Ti", 1L << 40), unit("TiB", 1L << 40),
        unit("k", 1_000L), unit("M", 1_000_000L), unit("G", 1_000_000_000L), unit("T", 1_000_000_000_000L));

    private static Map.Entry<String, BigDecimal> unit(String name, long worth) {
        return Map.entry(name, BigDecimal.valueOf(worth));
    }

    /** Reads {@code 256Mi}, {@code 1.5Gi}, {@code 200M} or a number of bytes. */
    public static Memory parse(String text) {
        return new Memory(Quantity.parse(text, UNITS, "write 256Mi, 1.5Gi, 200M or a number of bytes"));
    }

    /** As it is read. */
    @Override
    public String toString() {
        return Long.toString(bytes);
    }
}
