package io.leengine.cli.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class QuantitiesTest {
    private static final int CASES = 500;

    @Test
    void whatIsPrintedIsReadAgain() {
        Random random = new Random(1);
        for (int i = 0; i < CASES; i++) {
            Cpu cpu = new Cpu(random.nextInt(1_000_000));
            assertEquals(cpu, Cpu.parse(cpu.toString()));
            assertEquals(cpu, Cpu.parse(new BigDecimal(cpu.millis()).movePointLeft(3).toPlainString()));
            Memory memory = new Memory(random.nextLong(1L << 50));
            assertEquals(memory, Memory.parse(memory.toString()));
        }
    }

    @Test
    void unitsAreExact() {
        Random random = new Random(2);
        for (int i = 0; i < CASES; i++) {
            int n = random.nextInt(100_000);
            assertEquals((long) n << 20, Memory.parse(n + "Mi").bytes());
            assertEquals(n * 1_000_000L, Memory.parse(n + "M").bytes());
            // A half of a binary unit is whole.
            assertEquals(((2L * n + 1) << 30) / 2, Memory.parse(n + ".5Gi").bytes());
            assertEquals(Duration.ofMinutes(n), Lengths.parse(n + "m"));
            assertEquals(Duration.ofMillis(n), Lengths.parse(n + "ms"));
            assertEquals(Duration.ofHours(n).plusMinutes(30), Lengths.parse(n + ".5h"));
        }
    }

    @Test
    void nothingElseIsAccepted() {
        Random random = new Random(3);
        String letters = "0123456789.,-+ eEmMkKiIgGsh%";
        for (int i = 0; i < CASES; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(8); length >= 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            try {
                // What is accepted is a number, and a unit that is worth something.
                long bytes = Memory.parse(text.toString()).bytes();
                assertEquals(0, text.toString().strip().replaceFirst("^\\d+(\\.\\d+)?(B|k|[KMGT]i?B?)?$", "").length(),
                    text + " is " + bytes);
            } catch (TypeConversionException refused) {
                assertEquals(true, refused.getMessage().contains("write 256Mi"), refused.getMessage());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "1.2345", "-1", "1e3", "99999999999", "0.0001m", "1 2", "500M"})
    void notProcessors(String text) {
        assertThrows(TypeConversionException.class, () -> Cpu.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Mi", "0.1", "1mi", "999999999999999999T", "1,5Gi", "-5"})
    void notMemory(String text) {
        assertThrows(TypeConversionException.class, () -> Memory.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5 minutes", "1w", "0.5ms", "-5s"})
    void notLengths(String text) {
        assertThrows(TypeConversionException.class, () -> Lengths.parse(text));
    }
}
