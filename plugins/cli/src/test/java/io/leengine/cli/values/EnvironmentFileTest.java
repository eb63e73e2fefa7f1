package io.leengine.cli.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.cli.CommandException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentFileTest {
    @Test
    void readsAssignments() {
        assertEquals(Map.of("A", "1", "B", "x=y # no comment", "C", " kept ", "D", "it's", "E", "", "F", "$A", "G", "\"half"),
            EnvironmentFile.parse(List.of("# comment", "", "A=1", "B = x=y # no comment", "C=\" kept \"",
                "export D=\"it's\"", "E=", "F='$A'", "G=\"half"), "file"));
    }

    @Test
    void aLaterLineWins() {
        assertEquals(Map.of("A", "2"), EnvironmentFile.parse(List.of("A=1", "A=2"), "file"));
    }

    @Test
    void saysWhichLineIsWrong() {
        for (String wrong : List.of("A", "=1", "1A=2", "A B=3")) {
            CommandException refused = assertThrows(CommandException.class, () ->
                EnvironmentFile.parse(List.of("# first", wrong), "file"), wrong);
            assertTrue(refused.getMessage().startsWith("file, line 2"), refused.getMessage());
        }
    }
}
