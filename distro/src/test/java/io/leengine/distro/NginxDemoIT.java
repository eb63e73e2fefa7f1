package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo through two nginx hosts: no request fails, and nothing of it is left. */
class NginxDemoIT {
    private static final Pattern VERDICT = Pattern.compile("demo: ([0-9]+) requests, 0 failed,");
    private static final int MINUTES = 15;

    @TempDir
    private Path folder;

    @Test
    void theMainJobIsDoneAndNothingIsLeft() throws Exception {
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(LiveEngine.EXPORTED.resolve("bin/leengine").toString(), "demo", "--lb",
                "nginx", "--exit", "--data", folder.resolve("data").toString(), "--port",
                Integer.toString(SecureEtcd.freePort()), "--lb-port", Integer.toString(SecureEtcd.freePort()))
                .redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("LEENGINE_CONTEXTS", folder.resolve("contexts").toString());
        Process demo = builder.start();
        try {
            assertTrue(demo.waitFor(MINUTES, TimeUnit.MINUTES), () -> "it does not end: " + said(output));
        } finally {
            demo.destroy();
        }
        assertEquals(0, demo.exitValue(), said(output));
        Matcher verdict = VERDICT.matcher(said(output));
        assertTrue(verdict.find() && Integer.parseInt(verdict.group(1)) > 0, said(output));
        Matcher made = Pattern.compile("in (/\\S+/leengine-demo-\\S+)").matcher(said(output));
        assertTrue(made.find(), said(output));
        assertEquals(List.of(), left(made.group(1)), "processes left behind");
        assertFalse(Files.exists(Path.of(made.group(1))));
    }

    /** Who still has to do with a folder. */
    private static List<String> left(String folder) {
        return ProcessHandle.allProcesses().map(ProcessHandle::pid).map(NginxDemoIT::title).filter(line -> line.contains(folder))
                .toList();
    }

    private static String title(long pid) {
        try {
            return new String(Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline")), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    private static String said(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
