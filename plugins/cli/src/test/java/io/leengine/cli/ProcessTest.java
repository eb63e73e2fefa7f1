package io.leengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can show: signals and pipes. */
@Timeout(60)
class ProcessTest {
    @TempDir
    private Path folder;
    private final FakeEngine engine = new FakeEngine();
    private final CountDownLatch over = new CountDownLatch(1);
    private CliProcess cli;

    @BeforeEach
    void start() throws Exception {
        cli = new CliProcess(folder, engine.url());
        engine.on("GET", "/applications/hello/log", exchange -> {
            FakeEngine.events(exchange, "id: 1\nevent: log\ndata: {\"text\":\"one\",\"cell\":\"a\",\"instance\":\"i\"}");
            await();
        });
    }

    private void await() {
        try {
            over.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        over.countDown();
        engine.close();
    }

    private static int interrupt(Process process) throws Exception {
        long began = System.nanoTime();
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), "An interrupt ends it");
        assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(3), "and at once");
        return process.exitValue();
    }

    @Test
    void anInterruptEndsWhatFollows() throws Exception {
        Process process = cli.command("logs", "hello", "-f").start();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertEquals("a/i  one", out.readLine());
        assertEquals(ExitCode.INTERRUPTED, interrupt(process));
        assertEquals("", new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void anInterruptEndsWhatWaits() throws Exception {
        String starting = "{\"name\":\"v1\",\"condition\":\"STARTING\",\"instances\":2,\"ready\":0,\"state\":\"LIVE\","
            + "\"message\":\"\"}";
        engine.on("POST", "/applications/hello/versions", 201, starting);
        engine.on("GET", "/applications/hello/versions/v1", 200, starting);
        Process process = cli.command("deploy", "hello", "-t", "1", "--wait").start();
        var err = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        assertTrue(err.readLine().contains("0 of 2 ready"));
        assertEquals(ExitCode.INTERRUPTED, interrupt(process));
    }

    /** On a terminal the line of progress is taken away, so that the prompt stands at the beginning of a clean line. */
    @Test
    void anInterruptLeavesTheTerminalClean() throws Exception {
        String starting = "{\"name\":\"v1\",\"condition\":\"STARTING\",\"instances\":2,\"ready\":0,\"state\":\"LIVE\","
            + "\"message\":\"\"}";
        engine.on("POST", "/applications/hello/versions", 201, starting);
        engine.on("GET", "/applications/hello/versions/v1", 200, starting);
        Process terminal = cli.inside(new ProcessBuilder("script", "-qec",
            "leengine deploy hello -t 1 --wait; echo \"code $?\"", "/dev/null")).start();
        var out = new BufferedReader(new InputStreamReader(terminal.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder seen = new StringBuilder();
        while (!seen.toString().contains("0 of 2 ready")) {
            int c = out.read();
            assertTrue(c >= 0, seen.toString());
            seen.append((char) c);
        }
        // As the key does it: the terminal sends the signal.
        terminal.getOutputStream().write(3);
        terminal.getOutputStream().flush();
        StringWriter left = new StringWriter();
        out.transferTo(left);
        String rest = left.toString();
        assertTrue(rest.matches("(?s).*\r\033\\[K.*"), rest.replace("\033", "ESC"));
        terminal.waitFor(10, TimeUnit.SECONDS);
    }

    @Test
    void aClosedPipeEndsSilently() throws Exception {
        String many = IntStream.range(0, 20_000).mapToObj(i -> "{\"name\":\"application-" + i + "\",\"live\":{}}")
            .collect(Collectors.joining(","));
        engine.on("GET", "/applications", 200, "{\"items\":[" + many + "]}");
        for (String command : List.of("leengine apps list | head -n 1", "leengine apps list -o json | head -n 1")) {
            Process shell = cli.inside(new ProcessBuilder("bash", "-c", command)).start();
            assertEquals(1, new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().count());
            assertEquals("", new String(shell.getErrorStream().readAllBytes(), StandardCharsets.UTF_8), command);
        }
    }
}
