package io.leengine.notifier.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.spi.CallContext;
import io.leengine.spi.notifier.Notice;
import io.leengine.spi.notifier.Notifier;
import io.leengine.tck.Ability;
import io.leengine.tck.NotifierConformance;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class LogNotifierTest extends NotifierConformance {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    protected Notifier open() {
        return open(Level.INFO);
    }

    private LogNotifier open(Level least) {
        return new LogNotifier("test", least, 100, (level, line) -> lines.add(level + " " + line));
    }

    @Override
    protected void close(Notifier opened) {
        ((LogNotifier) opened).close();
    }

    @Override
    protected Set<Ability> abilities() {
        return Set.of(Ability.LEAVES_OUT_DOUBLES);
    }

    @Override
    protected List<String> arrived() {
        return lines;
    }

    private static void deliver(Notifier to, String id, Notice.Severity severity, String subject, String text)
            throws InterruptedException {
        to.deliver(CallContext.of("req-1", Duration.ofSeconds(5)),
            new Notice(id, severity, subject, text, Instant.parse("2026-01-02T03:04:05Z")), Set.of("b", "a"));
    }

    @Test
    void aNoticeIsOneLineThatTellsAll() throws Exception {
        deliver(notifier, "n1", Notice.Severity.CRITICAL, "down\nFAKE", "one\r\ntwo\u001b[31m");
        assertEquals(List.of("ERROR notice n1 CRITICAL since 2026-01-02T03:04:05Z: down / FAKE | one / two?[31m"
            + " | to a, b [req-1]"), lines);
    }

    @Test
    void aLongTextIsCut() throws Exception {
        deliver(notifier, "n1", Notice.Severity.WARNING, "s", "t".repeat(1 << 20));
        assertTrue(lines.getFirst().length() < 2_200);
    }

    @Test
    void whatIsBelowTheLevelIsLeftOut() throws Exception {
        try (LogNotifier quiet = open(Level.WARNING)) {
            deliver(quiet, "n1", Notice.Severity.RESOLVED, "quiet", "");
            deliver(quiet, "n2", Notice.Severity.WARNING, "loud", "");
        }
        assertEquals(1, lines.size());
        assertFalse(lines.getFirst().contains("quiet"));
    }

    @Test
    void onlySoManyIdsAreRemembered() throws Exception {
        for (int i = 0; i <= 100; i++) {
            deliver(notifier, "n" + i, Notice.Severity.WARNING, "s", "");
        }
        deliver(notifier, "n100", Notice.Severity.WARNING, "s", "");
        assertEquals(101, lines.size());
        deliver(notifier, "n0", Notice.Severity.WARNING, "s", "");
        assertEquals(102, lines.size(), "the oldest was forgotten");
    }
}
