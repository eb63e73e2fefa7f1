package io.leengine.tck;

import io.leengine.model.EngineException;
import io.leengine.spi.notifier.Notice;
import io.leengine.spi.notifier.Notifier;
import io.leengine.tck.reference.MemoryNotifier;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link NotifierConformance} on {@link MemoryNotifier}. */
final class NotifierKit extends NotifierConformance {
    private static final String ONCE = "theSameNoticeArrivesOnceIfDeclared";
    private static final String AGREE = "fiftyThreadsThatDeliverOneNoticeAgree";

    static final List<Breaker<Notifier>> BREAKERS = List.of(
        Breaker.<Notifier>that("delivers doubles", ONCE, AGREE)
            .on("deliver", call -> {
                Notice notice = notice(call);
                return call.with(1, new Notice(notice.id() + "#" + call.count(), notice.severity(), notice.subject(),
                    notice.text(), notice.at()));
            }),
        Breaker.<Notifier>that("delivers doubles when two come at once", AGREE)
            .on("deliver", call -> {
                Notice notice = notice(call);
                return Defects.second(call, notice) ? call.with(1, new Notice(notice.id() + "#" + call.count(),
                    notice.severity(), notice.subject(), notice.text(), notice.at())) : call.proceed();
            }),
        Breaker.<Notifier>that("leaves out doubles and does not declare it", ONCE, AGREE).declaring(),
        Breaker.<Notifier>that("loses a notice when many come", "fiftyThreadsAtOnceLoseNothing")
            .on("deliver", call -> notice(call).id().equals("trace-25") ? null : call.proceed()),
        Breaker.<Notifier>that("leaves out what is over again", "everySeverityArrives", ONCE)
            .on("deliver", call -> notice(call).severity() == Notice.Severity.RESOLVED ? null : call.proceed()),
        Breaker.<Notifier>that("remembers a notice before it is delivered", "whatIsNotDeliveredInTimeMayBeRepeated")
            .on("deliver", call -> call.memory().putIfAbsent(notice(call).id(), true) == null
                || !notice(call).id().equals("late") ? call.proceed() : null),
        Breaker.<Notifier>that("fails on an empty subject", "oddTextsDoNoHarm")
            .on("deliver", call -> {
                if (notice(call).subject().isEmpty()) {
                    throw EngineException.invalid("subject", "It is empty.");
                }
                return call.proceed();
            }),
        Breaker.<Notifier>that("swallows an interrupt", "anInterruptedCallEndsAndARepeatCompletesIt")
            .on("deliver", Defects::swallowInterrupt),
        Breaker.<Notifier>that("minds no time limit", "aCallWithoutTimeLeftTimesOut",
                "whatIsNotDeliveredInTimeMayBeRepeated")
            .on("deliver", Defects::mindNoLimit),
        Breaker.<Notifier>that("asks the outside world how it is", "healthAnswersAtOnceAndNeverThrows")
            .on("health", call -> {
                Thread.sleep(600);
                return call.proceed();
            }),
        Breaker.<Notifier>that("changes its name", "theNameNeverChanges")
            .on("name", call -> "memory-" + call.count()),
        Breaker.<Notifier>that("has no health once closed", "healthAnswersAtOnceAndNeverThrows")
            .on("health", call -> {
                call.real().deliver(Defects.ctx(), new Notice("health", Notice.Severity.INFORMATION, "", "",
                    java.time.Instant.EPOCH), Set.of());
                return call.proceed();
            }),
        Breaker.<Notifier>that("leaves a socket open", "closeLeavesNothingBehind")
            .on("deliver", call -> {
                Defects.leaveSocket();
                return call.proceed();
            }));

    @RegisterExtension
    final Chosen<Notifier> chosen = new Chosen<>(Notifier.class, BREAKERS);

    private final MemoryNotifier.Inbox inbox = new MemoryNotifier.Inbox();

    private static Notice notice(Breaker.Call<Notifier> call) {
        return call.argument(1, Notice.class);
    }

    @Override
    protected Notifier open() {
        return chosen.open(new MemoryNotifier("memory", inbox));
    }

    @Override
    protected void close(Notifier opened) throws Exception {
        chosen.close(opened, real -> ((MemoryNotifier) real).close());
    }

    @Override
    protected Set<Ability> abilities() {
        return chosen.abilities(Ability.LEAVES_OUT_DOUBLES);
    }

    @Override
    protected List<String> arrived() {
        return inbox.texts();
    }
}
