package io.leengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliReferenceTest {
    @Test
    void theReferenceIsOfThisCommandLine(@TempDir Path folder) throws IOException {
        String reference = CliReference.write(new Cli(folder));
        if (Boolean.getBoolean("leengine.cli.update")) {
            Files.createDirectories(CliReference.file().getParent());
            Files.writeString(CliReference.file(), reference);
        }
        assertEquals(reference, Files.readString(CliReference.file()), "Run the test with -Dleengine.cli.update=true");
    }

    @Test
    void hiddenCommandsAreNotInIt(@TempDir Path folder) {
        assertFalse(CliReference.write(new Cli(folder)).contains("__complete"));
    }
}
