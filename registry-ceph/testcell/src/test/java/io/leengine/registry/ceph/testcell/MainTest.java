package io.leengine.registry.ceph.testcell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class MainTest {
    private static final List<String> COMMAND = List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp",
        System.getProperty("java.class.path"), Main.class.getName());

    @Test
    void itLivesUntilItsInputEnds() throws Exception {
        List<String> command = new ArrayList<>(COMMAND);
        command.addAll(List.of("--bucket", "one", "--bucket", "two", "--pool", "images"));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> said = new ArrayList<>();
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null && !line.equals("ready"); line = lines.readLine()) {
            said.add(line);
        }
        Path conf = Path.of(said.getLast().substring("conf.file=".length()));
        assertTrue(Files.exists(conf));
        assertTrue(said.getFirst().startsWith("endpoint=http://127.0.0.1:"), said.toString());
        assertEquals(4, said.size());
        List<ProcessHandle> daemons = process.toHandle().children().toList();
        assertEquals(Daemon.values().length, daemons.size());
        process.outputWriter().close();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
        assertTrue(daemons.stream().noneMatch(ProcessHandle::isAlive));
        assertFalse(Files.exists(conf.getParent()));
    }

    @Test
    void whatIsCalledWronglyStartsNothing() {
        for (List<String> wrong : List.of(List.of("--disk"), List.of("--disk", "0"), List.of("--disk", "much"),
                List.of("--sideways", "1"))) {
            List<String> said = new ArrayList<>();
            assertEquals(2, new Main(System.in, said::add, said::add).run(wrong.toArray(String[]::new)));
            assertEquals(2, said.size());
            assertTrue(said.getFirst().contains(wrong.getFirst()), said.toString());
        }
    }
}
