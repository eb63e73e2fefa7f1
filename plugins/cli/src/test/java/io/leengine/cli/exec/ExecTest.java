package io.leengine.cli.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.cli.Cli;
import io.leengine.cli.CliProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands in instances, from a process with pipes and from one with a terminal. */
@Timeout(90)
class ExecTest {
    private static final String EXEC = "/api/v1/applications/hello/instances/";

    @TempDir
    private Path folder;
    private final FakeInstance engine = new FakeInstance();
    private CliProcess cli;

    @BeforeEach
    void start() throws IOException {
        cli = new CliProcess(folder, engine.url());
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private static int ended(Process process) throws InterruptedException {
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends");
        return process.exitValue();
    }

    private static String all(java.io.InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void pipesGoThroughAndTheExitStatusComesBack() throws Exception {
        Process process = cli.command("exec", "hello", "--cell", "c d", "--instance", "i/1", "--", "grep", "-v", "a b&c", "")
            .start();
        engine.awaitOpen();
        assertEquals(EXEC + "c d/i%2F1/exec?command=grep&command=-v&command=a%20b%26c&command=", engine.asked());
        assertEquals("Bearer secret-token", engine.token());
        process.getOutputStream().write("one\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        engine.awaitTyped("one\n");
        process.getOutputStream().close();
        engine.awaitSaid("{\"close\":\"input\"}");
        engine.print("two\u00fc\n");
        engine.end("{\"exit\":7}", 1000);
        assertEquals(7, ended(process));
        assertEquals("two\u00fc\n", all(process.getInputStream()));
        assertEquals("", all(process.getErrorStream()));
    }

    @Test
    void aReadyOneIsTakenAndSaid() throws Exception {
        Process process = cli.command("exec", "hello").start();
        engine.awaitOpen();
        assertEquals(EXEC + "b/i2/exec?command=sh", engine.asked());
        engine.end("{\"exit\":0}", 1000);
        assertEquals(0, ended(process));
        assertEquals("In b/i2:\n", all(process.getErrorStream()));
    }

    @Test
    void whatEndsItElseIsSaid() throws Exception {
        Process failing = cli.command("exec", "hello", "--instance", "i1").start();
        engine.awaitOpen();
        engine.end("{\"error\":{\"status\":403,\"code\":\"FORBIDDEN\",\"detail\":\"No more.\",\"nextStep\":\"Ask.\"}}", 1011);
        assertEquals(4, ended(failing));
        assertEquals("leengine: No more.\n  Ask.\n", all(failing.getErrorStream()));
    }

    @Test
    void aLineThatIsLostIsSaid() throws Exception {
        Process process = cli.command("exec", "hello", "--instance", "i1").start();
        engine.awaitOpen();
        engine.cut();
        assertEquals(6, ended(process));
        assertTrue(all(process.getErrorStream()).startsWith("leengine: The connection to the command was lost"));
    }

    @Test
    void whatIsRefusedIsSaidAsAnythingElse() {
        engine.refusing();
        Cli here = new Cli(folder).at(engine.url());
        Cli.Result refused = here.run("exec", "hello", "--", "ls");
        assertEquals(4, refused.code(), refused.err());
        assertEquals("In b/i2:\nleengine: Not you.\n  Ask.\n", refused.err());
        assertEquals(3, here.run("exec", "hello", "--instance", "i9").code());
        assertEquals(5, here.run("exec", "hello", "--cell", "a").code());
        assertEquals(2, here.run("exec", "hello", "-t").code());
        assertEquals(2, here.run("exec").code());
    }

    @Test
    void aTerminalIsHandedOverAndGivenBack() throws Exception {
        // Slow to change the modes: who sees the prompt may type at once all the same.
        stty("#!/bin/sh\n[ \"$1\" != raw ] || sleep 1\nPATH=/usr/bin:/bin exec stty \"$@\"\n");
        Process process = inTerminal();
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String modes = out.readLine();
        engine.awaitOpen();
        assertEquals(EXEC + "b/i2/exec?command=sh&terminal=true&columns=91&rows=17", engine.asked());
        engine.print("prompt> \r\n");
        assertTrue(line(out, "prompt").startsWith("prompt> "));
        // As a key, not as a signal.
        process.getOutputStream().write("\u0003x\u0004".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        engine.awaitTyped("\u0003x\u0004");
        engine.end("{\"exit\":9}", 1000);
        assertEquals("code 9", line(out, "code"));
        assertEquals(modes, out.readLine());
        process.getOutputStream().close();
        ended(process);
    }

    @Test
    void aTerminalIsGivenBackWhenASignalEndsIt() throws Exception {
        Process process = inTerminal();
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String modes = out.readLine();
        engine.awaitOpen();
        engine.print("up\r\n");
        line(out, "up");
        process.descendants().filter(each -> each.info().arguments().stream().flatMap(java.util.Arrays::stream)
            .anyMatch("io.leengine.cli.Main"::equals)).forEach(ProcessHandle::destroy);
        assertEquals("code 143", line(out, "code"));
        assertEquals(modes, out.readLine());
        process.getOutputStream().close();
        ended(process);
    }

    @Test
    void aTerminalThatCannotBeSetIsSaidInTime() throws Exception {
        stty("#!/bin/sh\nexec sleep 300\n");
        Process process = cli.inside(new ProcessBuilder("script", "-q", "-c", "leengine exec hello; echo code $?", "/dev/null"))
            .redirectErrorStream(true).start();
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertTrue(line(out, "leengine: The terminal's modes").contains("stty fails"));
        assertEquals("code 1", line(out, "code"));
        process.getOutputStream().close();
        ended(process);
    }

    private void stty(String script) throws IOException {
        Path stty = Files.writeString(folder.resolve("bin").resolve("stty"), script);
        Files.setPosixFilePermissions(stty, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Process inTerminal() throws IOException {
        return cli.inside(new ProcessBuilder("script", "-q", "-c", "stty rows 17 columns 91; stty -g; leengine exec hello; "
            + "echo code $?; stty -g", "/dev/null")).redirectErrorStream(true).start();
    }

    private static String line(BufferedReader out, String beginning) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(beginning)) {
                return line;
            }
            all.append(line).append('\n');
        }
        throw new AssertionError("no " + beginning + " in: " + all);
    }
}
