package io.leengine.scheduler.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.ImageReference;
import io.leengine.scheduler.local.image.Owner;
import io.leengine.spi.CallContext;
import io.leengine.spi.scheduler.HealthCheck;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.Instance.State;
import io.leengine.spi.scheduler.InstanceExec;
import io.leengine.spi.scheduler.InstanceTemplate;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import io.leengine.tck.InstanceMirror;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands beside an application, in real sandboxes. */
@Timeout(120)
class LocalExecTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ODD = "two\n=lines $HOME 'quoted' \u00fc";
    private static TestRegistry registry;
    private static ImageReference image;

    @TempDir
    private Path folder;
    private LocalScheduler scheduler;
    private InstanceMirror mirror;
    private boolean closed;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void publish() throws Exception {
        registry = new TestRegistry();
        image = registry.image(TestImage.config(), TestImage.layers());
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @BeforeEach
    void open() throws Exception {
        open(new LocalScheduler(TestCell.options(folder.resolve("cell"))));
    }

    private void open(LocalScheduler opened) throws Exception {
        scheduler = opened;
        mirror = new InstanceMirror(scheduler.watch(context()));
        scheduler.applyNamespace(context(), new NamespaceSpec("hello", registry.address(), TestRegistry.PULL));
    }

    @AfterEach
    void close() throws Exception {
        if (closed) {
            open();
        }
        scheduler.deleteNamespace(context(), "hello");
        mirror.await(List::isEmpty, PATIENCE);
        mirror.close();
        scheduler.close();
        http.close();
    }

    private static CallContext context() {
        return CallContext.of("test", PATIENCE);
    }

    private Instance run(List<String> command, State state) throws Exception {
        InstanceTemplate template = new InstanceTemplate(image, command,
            Map.of("FROM_TEMPLATE", ODD, "LD_PRELOAD", "/no/such/library.so", "IFS", "e", "_leengine_which", "all"), 0,
            1_000, 256L << 20, new HealthCheck("/", Duration.ofMillis(200), Duration.ofSeconds(5), 2, PATIENCE),
            Duration.ofSeconds(1));
        scheduler.applyVersion(context(), new VersionSpec(new VersionKey("hello", "v1"), template, 1), List.of());
        return mirror.await(all -> all.size() == 1 && all.getFirst().state() == state, PATIENCE).getFirst();
    }

    private InstanceExec.Session shell(Instance instance, boolean terminal, String script) throws Exception {
        return scheduler.ability(InstanceExec.class).orElseThrow()
            .exec(context(), "hello", instance.id(), List.of("/jre/tools/sh", "-c", script, "name", "a b; c"), terminal);
    }

    private static void type(InstanceExec.Session session, String text) throws Exception {
        session.input().write(text.getBytes(StandardCharsets.UTF_8));
        session.input().flush();
    }

    private static String until(InputStream output, String text) throws Exception {
        StringBuilder all = new StringBuilder();
        while (all.indexOf(text) < 0) {
            int next = output.read();
            assertTrue(next >= 0, "ended after: " + all);
            all.append((char) next);
        }
        return all.toString();
    }

    private String ask(Instance instance, String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create("http://" + instance.endpoint().orElseThrow() + path))
            .timeout(PATIENCE).build(), BodyHandlers.ofString()).body();
    }

    @Test
    void itIsWhereTheApplicationIsAndAsItIs() throws Exception {
        Instance instance = run(List.of(), State.RUNNING);
        try (InstanceExec.Session session = shell(instance, false, "echo \"$INSTANCE_ID|$FROM_IMAGE|$FROM_TEMPLATE|$1|$PWD|"
                + "${LD_PRELOAD-none}|${TERM-none}\"; [ -d /jre ] && [ ! -e /usr/bin ] && echo inside; echo err >&2; exit 7")) {
            session.input().close();
            assertEquals(instance.id() + "|yes|" + ODD + "|a b; c|/srv/here|none|none\ninside\nerr\n",
                new String(session.output().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(7, session.waitFor());
        }
    }

    /** Whoever deploys chooses the environment: none of it may reach what enters the sandbox, which is still the host. */
    @Test
    void noVariableOfTheApplicationSteersWhatEntersItsSandbox() throws Exception {
        Instance instance = run(List.of(), State.RUNNING);
        Path trace = folder.resolve("outside");
        // Past what leaves such names out when the sandbox is made: the script has to stand by itself.
        Path environment = folder.resolve("cell").resolve("run").resolve("instances").resolve(instance.id()).resolve("env");
        for (String name : List.of("_leengine_setsid", "_leengine_nsenter", "setsid", "nsenter")) {
            Files.writeString(environment, "=" + name + "=/bin/sh\n", StandardOpenOption.APPEND);
        }
        for (String name : List.of("_leengine_terminal", "terminal", "_leengine_which", "_leengine_entry", "init", "main")) {
            Files.writeString(environment, "=" + name + "=-c id>" + trace + "\n", StandardOpenOption.APPEND);
        }
        Files.writeString(environment, "=LD_AUDIT=/no/such/library.so\n=LAST=yes\n", StandardOpenOption.APPEND);
        try (InstanceExec.Session session = shell(instance, false,
                "echo \"$LAST|${LD_AUDIT-none}|${LD_PRELOAD-none}|$main|${_leengine_setsid-none}\"")) {
            session.input().close();
            assertEquals("yes|none|none|-c id>" + trace + "|none\n",
                new String(session.output().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(0, session.waitFor());
        }
        assertFalse(Files.exists(trace));
    }

    @Test
    void itCannotGetMorePrivilegesWhoeverRunsTheEngine() throws Exception {
        assertNoNewPrivileges(run(List.of(), State.RUNNING));
        scheduler.deleteNamespace(context(), "hello");
        mirror.await(List::isEmpty, PATIENCE);
        mirror.close();
        scheduler.close();
        open(new LocalScheduler(TestCell.options(folder.resolve("ordinary")), new Owner(OptionalInt.empty())));
        assertNoNewPrivileges(run(List.of(), State.RUNNING));
    }

    private void assertNoNewPrivileges(Instance instance) throws Exception {
        try (InstanceExec.Session session = shell(instance, false, "while read -r name value; do [ \"$name\" != NoNewPrivs: ]"
                + " || echo \"$value\"; done </proc/self/status")) {
            session.input().close();
            assertEquals("1\n", new String(session.output().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void itReadsWhatIsTypedUntilTheEnd() throws Exception {
        Instance instance = run(List.of(), State.RUNNING);
        try (InstanceExec.Session session = shell(instance, false,
                "while read -r line; do echo \"<$line>\"; done; echo end")) {
            type(session, "one\n");
            assertEquals("<one>\n", until(session.output(), "\n"));
            type(session, "two\n");
            session.input().close();
            assertEquals("<two>\nend\n", new String(session.output().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(0, session.waitFor());
        }
    }

    @Test
    void aTerminalHasASizeAndSignalsAndAnEnd() throws Exception {
        Instance instance = run(List.of(), State.RUNNING);
        try (InstanceExec.Session session = shell(instance, true, "trap 'hit=1; echo interrupted' INT; echo $TERM;"
                + " /jre/tools/stty size; read -r x; /jre/tools/stty size; while [ -z \"$hit\" ]; do read -r y; done; echo over;"
                + " while read -r z; do :; done; echo end; exit 4")) {
            until(session.output(), "xterm\r\n24 80\r\n");
            session.resize(100, 30);
            type(session, "go\n");
            until(session.output(), "30 100\r\n");
            type(session, "\u0003");
            until(session.output(), "interrupted");
            type(session, "\n"); // the interrupt may have come before the shell began to read
            until(session.output(), "over");
            session.input().close();
            until(session.output(), "end");
            assertEquals(4, session.waitFor());
            assertEquals("\r\n", new String(session.output().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void closingItEndsTheCommandAndNothingElse() throws Exception {
        Instance instance = run(List.of(), State.RUNNING);
        String before = ask(instance, "/list?/proc");
        for (boolean terminal : new boolean[] {false, true}) {
            InstanceExec.Session session = shell(instance, terminal, "/jre/tools/sh -c 'echo up; read -r x' & wait; read -r y");
            until(session.output(), "up");
            session.close();
            session.close();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!processes(ask(instance, "/list?/proc")).equals(processes(before))) {
                assertTrue(System.nanoTime() < deadline, before + " and now " + ask(instance, "/list?/proc"));
            }
            assertFalse(session.waitFor() == 0);
        }
        assertEquals(instance.id(), ask(instance, "/"));
    }

    private static List<String> processes(String names) {
        return List.of(names.replaceAll("[\\[\\]]", "").split(", ")).stream().filter(name -> name.matches("\\d+")).toList();
    }

    /** What stays has both pipes, prints nothing and reads nothing. */
    private InstanceExec.Session leaving(Instance instance) throws Exception {
        return shell(instance, false, "exec 3<&0; /jre/tools/sh -c 'kill -STOP $$' & echo started");
    }

    @Test
    void whatItLeavesBehindDoesNotKeepItsOutputOpen() throws Exception {
        Instance instance = run(List.of(), State.RUNNING);
        assertTimeoutPreemptively(PATIENCE, () -> {
            try (InstanceExec.Session session = leaving(instance)) {
                assertEquals("started\n", new String(session.output().readAllBytes(), StandardCharsets.UTF_8));
                assertEquals(0, session.waitFor());
            }
        });
    }

    @Test
    void whatItLeavesBehindHoldsNobodyUpWhoTypes() throws Exception {
        Instance instance = run(List.of(), State.RUNNING);
        assertTimeoutPreemptively(PATIENCE, () -> {
            InstanceExec.Session session = leaving(instance);
            assertEquals(0, session.waitFor());
            CountDownLatch full = new CountDownLatch(1);
            FutureTask<Void> typing = new FutureTask<>(() -> {
                session.input().write(new byte[32 << 10]);
                full.countDown();
                session.input().write(new byte[1 << 20]);
                return null;
            });
            Thread.ofVirtual().start(typing);
            full.await();
            session.close();
            assertInstanceOf(IOException.class, assertThrows(ExecutionException.class, typing::get).getCause());
            assertEquals(-1, session.output().read());
        });
    }

    @Test
    void whoReadsCanBeInterrupted() throws Exception {
        Instance instance = run(List.of(), State.RUNNING);
        assertTimeoutPreemptively(PATIENCE, () -> {
            try (InstanceExec.Session session = shell(instance, false, "echo up; read -r x")) {
                until(session.output(), "up\n");
                FutureTask<Integer> reading = new FutureTask<>(() -> session.output().read());
                Thread reader = Thread.ofVirtual().start(reading);
                reader.interrupt();
                assertInstanceOf(InterruptedIOException.class, assertThrows(ExecutionException.class, reading::get).getCause());
            }
        });
    }

    @Test
    void whatDoesNotRunTakesNoCommand() throws Exception {
        Instance instance = run(List.of("/no/such/program"), State.BACKING_OFF);
        assertEquals(ErrorCode.CONFLICT,
            assertThrows(EngineException.class, () -> shell(instance, false, "echo")).code());
    }

    @Test
    void aCellThatIsClosedEndsItsCommandsAndSaysSo() throws Exception {
        Instance instance = run(List.of(), State.RUNNING);
        try (InstanceExec.Session session = shell(instance, true, "echo up; read -r x")) {
            until(session.output(), "up");
            mirror.close();
            scheduler.close();
            closed = true;
            assertEquals(ErrorCode.UNAVAILABLE, assertThrows(EngineException.class, session::waitFor).code());
        }
    }
}
