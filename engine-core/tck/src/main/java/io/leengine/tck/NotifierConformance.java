package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.notifier.Notice;
import io.leengine.spi.notifier.Notifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link Notifier} does. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class NotifierConformance {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    /** The notifier under test. */
    protected Notifier notifier;

    /** Opens the notifier. */
    protected abstract Notifier open() throws Exception;

    /** Ends a notifier as its deactivation would. */
    protected abstract void close(Notifier opened) throws Exception;

    /** Returns whom to deliver to, in the notifier's terms. */
    protected Set<String> recipients() {
        return Set.of();
    }

    /** Returns the texts that have come to their goal so far, each with its notice's subject somewhere in it. */
    protected abstract List<String> arrived() throws Exception;

    /** Returns whether this notifier leaves out doubles. */
    protected boolean leavesOutDoubles() {
        return true;
    }

    @BeforeEach
    final void openNotifier() throws Exception {
        notifier = open();
    }

    @AfterEach
    final void closeNotifier() throws Exception {
        close(notifier);
    }

    private static CallContext ctx() {
        return CallContext.of("tck", Duration.ofSeconds(30));
    }

    private void deliver(String id, Notice.Severity severity, String subject, String text) throws InterruptedException {
        notifier.deliver(ctx(), new Notice(id, severity, subject, text, AT), recipients());
    }

    private long arrivals(String subject) throws Exception {
        return arrived().stream().filter(text -> text.contains(subject)).count();
    }

    @ParameterizedTest
    @EnumSource
    void everySeverityArrives(Notice.Severity severity) throws Exception {
        deliver("n-" + severity, severity, "subject of " + severity, "a line\nanother");
        assertEquals(1, arrivals("subject of " + severity));
    }

    @Test
    void theSameNoticeArrivesOnce() throws Exception {
        deliver("n1", Notice.Severity.WARNING, "same subject", "");
        deliver("n1", Notice.Severity.WARNING, "same subject", "");
        assertTrue(leavesOutDoubles() ? arrivals("same subject") == 1 : arrivals("same subject") >= 1);
        deliver("n2", Notice.Severity.RESOLVED, "same subject", "");
        assertTrue(arrivals("same subject") >= 2, "another id is another notice");
    }

    @Test
    void oddTextsDoNoHarm() {
        assertDoesNotThrow(() -> deliver("odd\u0000\n", Notice.Severity.CRITICAL, "", ""));
        assertDoesNotThrow(() -> deliver("long", Notice.Severity.CRITICAL, "s".repeat(5_000), "t\r\n".repeat(50_000)));
        assertDoesNotThrow(() -> deliver("marks", Notice.Severity.CRITICAL, "{0} ' \" \\ <b> ü \uD83D\uDE00", "{1}"));
    }

    @Test
    void fiftyThreadsDeliverEveryNotice() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int thread = i;
                all.add(threads.submit(() -> {
                    deliver("own-" + thread, Notice.Severity.WARNING, "own subject " + thread + ";", "");
                    deliver("shared", Notice.Severity.WARNING, "shared subject", "");
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        for (int i = 0; i < 50; i++) {
            assertEquals(1, arrivals("own subject " + i + ";"));
        }
        assertTrue(leavesOutDoubles() ? arrivals("shared subject") == 1 : arrivals("shared subject") >= 1);
    }

    @Test
    void anInterruptedCallIsRepeated() throws Exception {
        Thread.currentThread().interrupt();
        try {
            deliver("n1", Notice.Severity.WARNING, "interrupted subject", "");
        } catch (InterruptedException e) {
            assertFalse(Thread.currentThread().isInterrupted());
        }
        Thread.interrupted();
        deliver("n1", Notice.Severity.WARNING, "interrupted subject", "");
        assertTrue(arrivals("interrupted subject") >= 1);
    }

    @Test
    void afterCloseItIsUnavailable() throws Exception {
        close(notifier);
        assertEquals(ErrorCode.UNAVAILABLE, assertThrows(EngineException.class,
            () -> deliver("n1", Notice.Severity.WARNING, "late subject", "")).code());
        assertEquals(0, arrivals("late subject"));
    }
}
