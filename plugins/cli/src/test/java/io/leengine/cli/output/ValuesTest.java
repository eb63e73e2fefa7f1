package io.leengine.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {
    @ParameterizedTest
    @CsvSource({"0,0s", "59,59s", "119,119s", "120,2m", "7199,119m", "7200,2h", "172799,47h", "172800,2d", "-5,0s"})
    void ages(long seconds, String age) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        assertEquals(age, Values.age(now.minusSeconds(seconds).toString(), now));
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1024,1 KiB", "1536,1.5 KiB", "268435456,256 MiB"})
    void sizes(long bytes, String size) {
        assertEquals(size, Values.size(bytes));
    }

    @Test
    void notATimeIsShownAsItIs() {
        assertEquals("soon", Values.age("soon", Instant.now()));
    }
}
