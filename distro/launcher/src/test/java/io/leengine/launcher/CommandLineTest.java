package io.leengine.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    @Test
    void readsEveryOption() throws LaunchException {
        CommandLine read = CommandLine.parse(List.of("--data", "d", "--address", "::1", "--port", "1", "--lb-port", "2",
                "--console", "--once"));
        assertEquals(Map.of("leengine.data", "d", "leengine.http.address", "::1", "leengine.http.port", "1",
                "leengine.lb.port", "2"), read.overrides());
        assertTrue(read.console() && read.once());
    }

    @Test
    void refusesWhatItDoesNotKnowAndAMissingValue() {
        for (List<String> wrong : List.of(List.of("--dta", "x"), List.of("--port"))) {
            LaunchException refused = assertThrows(LaunchException.class, () -> CommandLine.parse(wrong));
            assertEquals(ExitCode.USAGE, refused.exitCode());
            assertTrue(refused.getMessage().contains(wrong.getFirst()) && refused.getMessage().contains("usage:"));
        }
    }
}
