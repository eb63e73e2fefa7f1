package io.leengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"400,2", "405,2", "422,2", "428,2", "401,4", "403,4", "404,3", "409,5", "412,5",
        "429,6", "503,6", "507,6", "500,1"})
    void statusBecomesExitCode(int status, int code) {
        try (FakeEngine engine = new FakeEngine()) {
            engine.on("GET", "/applications/x", status, "{\"status\":" + status + ",\"detail\":\"It is so.\","
                + "\"nextStep\":\"Do this.\"}");
            Cli.Result result = new Cli(folder).at(engine.url()).run("apps", "show", "x");
            assertEquals(code, result.code());
            assertEquals("leengine: It is so.\n  Do this.\n", result.err());
            assertEquals("", result.out());
        }
    }

    @Test
    void nobodyThere() {
        FakeEngine gone = new FakeEngine();
        URI url = gone.url();
        gone.close();
        Cli.Result result = new Cli(folder).at(url).run("apps", "list");
        assertEquals(ExitCode.UNAVAILABLE, result.code());
        assertTrue(result.err().startsWith("leengine: The engine at " + url + " does not answer"), result.err());
        assertFalse(result.err().contains("\tat "), result.err());
    }

    @Test
    void somethingElseThere() {
        try (FakeEngine engine = new FakeEngine()) {
            engine.on("GET", "/cells", 200, "<html>hello</html>");
            Cli.Result result = new Cli(folder).at(engine.url()).run("cells", "list");
            assertEquals(ExitCode.FAILED, result.code());
            assertTrue(result.err().contains("Is this the address of an engine?"), result.err());
        }
    }

    @Test
    void notLoggedIn() {
        Cli.Result result = new Cli(folder).run("apps", "list");
        assertEquals(ExitCode.DENIED, result.code());
        assertTrue(result.err().contains("leengine login"), result.err());
    }

    @ParameterizedTest
    @CsvSource({"apps lst,apps list", "depoy,leengine deploy", "images lst,images list"})
    void wrongCommandGetsSuggestions(String line, String suggestion) {
        Cli.Result result = new Cli(folder).run(line.split(" "));
        assertEquals(ExitCode.USAGE, result.code());
        assertTrue(result.err().contains(suggestion), result.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"deploy a", "deploy a --tag t --digest d", "deploy a --tag t --cpu lots",
        "deploy a --tag t --cell a", "scale a v1", "scale a v1 3 -c a=1", "weight a v1", "apps list -o xml",
        "logs --instance i", "logs a --cell c", "apps list --limit 0", "apps list --url nowhere", "login --url ftp://x",
        "metrics a m --step 1ms", "apps update a", "deploy a --tag t --env-file /does/not/exist", "bench start -n 0",
        "bench lb --rounds 0"})
    void wrongUseIsRefusedBeforeAnythingIsAsked(String line) {
        Cli.Result result = new Cli(folder).at(URI.create("http://127.0.0.1:1")).run(line.split(" "));
        // Only the forms that read first get to know that nobody is there.
        boolean asks = line.contains("env-file");
        assertEquals(asks ? ExitCode.UNAVAILABLE : ExitCode.USAGE, result.code(), result.err());
        assertTrue(result.err().startsWith("leengine: "), result.err());
        assertFalse(result.err().contains("\tat "), result.err());
    }
}
