package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.notifier.Notice;
import io.leengine.spi.notifier.Notifier;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link Notifier} does. */
public abstract class NotifierConformance extends TimedSeamConformance<Notifier> {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    private static final Pattern TRACE = Pattern.compile("trace ([0-9]+);");

    /** The notifier under test. */
    protected Notifier notifier;

    @Override
    final void under(Notifier opened) {
        notifier = opened;
    }

    /** Returns whom to deliver to, in the notifier's terms. */
    protected Set<String> recipients() {
        return Set.of();
    }

    /** Returns the texts that have come to their goal so far, each with its notice's subject somewhere in it. */
    protected abstract List<String> arrived() throws Exception;

    @Override
    final Set<Ability> possible() {
        return Set.of(Ability.LEAVES_OUT_DOUBLES);
    }

    @Override
    final void leave(Notifier opened, int trace) throws InterruptedException {
        opened.deliver(ctx(), notice("trace-" + trace, "trace " + trace + ";"), recipients());
    }

    @Override
    final Collection<Integer> traces(Notifier opened) throws Exception {
        // Which doubles arrive is a check of its own.
        return arrived().stream().map(TRACE::matcher).filter(Matcher::find)
            .map(found -> Integer.valueOf(found.group(1))).collect(Collectors.toSet());
    }

    @Override
    final List<SeamCall<Notifier>> calls() {
        return List.of(new SeamCall<>("deliver",
            (it, context) -> it.deliver(context, notice("call", "a call"), recipients())));
    }

    @Override
    final List<SeamCall<Notifier>> badCalls() {
        // Every notice is good, and recipients are in the notifier's own terms.
        return List.of();
    }

    private static Notice notice(String id, String subject) {
        return new Notice(id, Notice.Severity.WARNING, subject, "", AT);
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
    void theSameNoticeArrivesOnceIfDeclared() throws Exception {
        deliver("n1", Notice.Severity.WARNING, "same subject", "");
        deliver("n1", Notice.Severity.WARNING, "same subject", "");
        int same = has(Ability.LEAVES_OUT_DOUBLES) ? 1 : 2;
        assertEquals(same, arrivals("same subject"));
        deliver("n2", Notice.Severity.RESOLVED, "same subject", "");
        assertEquals(same + 1, arrivals("same subject"), "another id is another notice");
    }

    @Test
    void oddTextsDoNoHarm() {
        assertDoesNotThrow(() -> deliver("odd\u0000\n", Notice.Severity.CRITICAL, "", ""));
        assertDoesNotThrow(() -> deliver("long", Notice.Severity.CRITICAL, "s".repeat(5_000), "t\r\n".repeat(50_000)));
        assertDoesNotThrow(() -> deliver("marks", Notice.Severity.CRITICAL, "{0} ' \" \\ <b> ü \uD83D\uDE00", "{1}"));
    }

    @Test
    void fiftyThreadsThatDeliverOneNoticeAgree() throws Exception {
        Many.at(Many.THREADS, patience(), thread -> {
            deliver("shared", Notice.Severity.WARNING, "shared subject", "");
            return null;
        });
        assertEquals(has(Ability.LEAVES_OUT_DOUBLES) ? 1 : Many.THREADS, arrivals("shared subject"));
    }

    @Test
    void whatIsNotDeliveredInTimeMayBeRepeated() throws Exception {
        Notice late = notice("late", "late subject");
        assertCode(ErrorCode.TIMEOUT,
            () -> notifier.deliver(CallContext.of("tck", Duration.ofNanos(1)), late, recipients()));
        notifier.deliver(ctx(), late, recipients());
        assertTrue(arrivals("late subject") >= 1, "a failed delivery is not remembered as done");
    }
}
