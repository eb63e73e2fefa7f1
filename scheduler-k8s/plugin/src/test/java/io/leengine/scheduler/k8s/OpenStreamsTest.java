package io.leengine.scheduler.k8s;

import static io.leengine.scheduler.k8s.Templates.ctx;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.InstanceExec;
import io.leengine.spi.scheduler.InstanceLogs.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs and commands over an apiserver that answers as a test says, and as no real one would often enough. */
class OpenStreamsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;
    private ScriptedServer server;
    private KubernetesScheduler scheduler;

    @BeforeEach
    void open() throws Exception {
        server = new ScriptedServer(ServerKeys.make(folder, "-1d", 10));
        scheduler = new KubernetesScheduler(CellOfTests.options(server.access(), ""));
        Awaited.until(LIMIT, "it is up", () -> scheduler.health().state() == Health.State.UP);
    }

    @AfterEach
    void close() throws Exception {
        scheduler.close();
        server.close();
    }

    private static String line(int second, String text) {
        return "2001-01-01T00:00:0" + second + "Z " + text + "\n";
    }

    @Test
    void closingTheCellEndsWhatIsOpenInIt() throws Exception {
        server.log(200, line(1, "a"), true);
        Watch<Line> log = scheduler.logs(ctx(), "hello", ScriptedServer.POD, 10, true);
        assertEquals("a", log.next(LIMIT).orElseThrow().text());
        InstanceExec.Session session = scheduler.exec(ctx(), "hello", ScriptedServer.POD, List.of("cat"), false);
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                ended.complete(session.waitFor());
            } catch (EngineException | InterruptedException e) {
                ended.completeExceptionally(e);
            }
        });
        CompletableFuture<EngineException> told = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> told.complete(assertThrows(EngineException.class, () -> log.next(LIMIT))));
        scheduler.close();
        assertEquals(ErrorCode.UNAVAILABLE, told.get(5, TimeUnit.SECONDS).code(), "a log that is cut off has not ended");
        ExecutionException waiting = assertThrows(ExecutionException.class, () -> ended.get(5, TimeUnit.SECONDS));
        assertEquals(ErrorCode.UNAVAILABLE, ((EngineException) waiting.getCause()).code());
        assertThrows(IOException.class, () -> session.output().read(), "it is closed, like the session");
        Awaited.until(LIMIT, "no connection is left", () -> server.connections() == 0);
    }

    @Test
    void aCommandWhoseConnectionIsClosedWithoutAStatusIsSaidToBeLost() throws Exception {
        try (InstanceExec.Session session = scheduler.exec(ctx(), "hello", ScriptedServer.POD, List.of("cat"), false)) {
            session.input().write('a');
            session.input().flush();
            assertEquals(ErrorCode.UNAVAILABLE, assertThrows(EngineException.class, session::waitFor).code());
        }
    }

    @Test
    void anInterruptLeavesNothingHalfClosed() throws Exception {
        server.log(200, line(1, "a"), true);
        Watch<Line> log = scheduler.logs(ctx(), "hello", ScriptedServer.POD, 10, true);
        log.next(LIMIT);
        Thread.currentThread().interrupt();
        scheduler.close();
        assertTrue(Thread.interrupted(), "and it is kept");
        assertThrows(EngineException.class, () -> log.next(LIMIT));
        Awaited.until(LIMIT, "no connection is left", () -> server.connections() == 0);
    }

    @Test
    void aFollowedLogOutlivesWhatTheApiserverSays() throws Exception {
        server.log(200, line(1, "a"), false);
        server.log(503, "{\"kind\":\"Status\",\"code\":503,\"message\":\"down\"}", false);
        server.log(400, "{\"kind\":\"Status\",\"code\":400,\"message\":\"is waiting to start\"}", false);
        server.log(200, line(1, "a") + line(2, "b"), true);
        try (Watch<Line> log = scheduler.logs(ctx(), "hello", ScriptedServer.POD, 10, true)) {
            assertEquals("a", log.next(LIMIT).orElseThrow().text());
            assertEquals("b", log.next(LIMIT).orElseThrow().text());
            assertEquals(0, server.logsLeft());
        }
    }

    @Test
    void whereThereIsNothingToReadYetThatIsNoError() throws Exception {
        server.log(400, "{\"kind\":\"Status\",\"code\":400,\"message\":\"is waiting to start\"}", false);
        try (Watch<Line> log = scheduler.logs(ctx(), "hello", ScriptedServer.POD, 10, false)) {
            assertTrue(log.next(LIMIT).orElseThrow().last());
        }
        server.log(503, "{\"kind\":\"Status\",\"code\":503,\"message\":\"down\"}", false);
        assertEquals(ErrorCode.UNAVAILABLE, assertThrows(EngineException.class,
            () -> scheduler.logs(ctx(), "hello", ScriptedServer.POD, 10, true)).code());
    }

    @Test
    void aCommandWhoseCallerGaveUpIsEnded() throws Exception {
        server.holdExec();
        EngineException late = assertThrows(EngineException.class, () -> scheduler.exec(CallContext.of("test",
            Duration.ofMillis(500)), "hello", ScriptedServer.POD, List.of("cat"), false));
        assertTrue(late.code().retryable(), late.toString());
        server.releaseExec();
        Awaited.until(LIMIT, "nothing is left of it", () -> server.execs() == 0 && server.execsBegun() == 1);
    }
}
