package io.leengine.cli.values;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** A decimal number with a unit, exactly. */
final class Quantity {
    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,18})?)([A-Za-z]*)");

    private Quantity() {
    }

    /**
     * Reads one.
     *
     * @param units what each unit is worth; the empty one is for a bare number
     * @param example what the person is told
     */
    static long parse(String text, Map<String, BigDecimal> units, String example) {
        Matcher matcher = SYNTAX.matcher(text.strip());
        BigDecimal unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new TypeConversionException("'" + text + "' is not understood; " + example);
        }
        try {
            return new BigDecimal(matcher.group(1)).multiply(unit).longValueExact();
        } catch (ArithmeticException e) {
            throw new TypeConversionException("'" + text + "' is too fine or too large; " + example);
        }
    }
}
