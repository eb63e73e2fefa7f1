package io.leengine.tck;

import io.leengine.model.Credentials;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.ImageReference;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.InstanceEvent;
import io.leengine.spi.scheduler.InstanceExec;
import io.leengine.spi.scheduler.InstanceLogs;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.Scheduler;
import io.leengine.spi.scheduler.VersionSpec;
import io.leengine.tck.reference.MemoryMachine;
import io.leengine.tck.reference.MemoryScheduler;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link SchedulerConformance} on {@link MemoryScheduler}. */
final class SchedulerKit extends SchedulerConformance {
    private static final InstanceExec HALF = (context, namespace, instance, command, terminal) -> {
        throw new EngineException(ErrorCode.UNSUPPORTED, "It cannot.");
    };

    static final List<Breaker<Scheduler>> BREAKERS = List.of(
        Breaker.<Scheduler>that("loses an event", "deletingAVersionStopsItsInstances")
            .on("watch", call -> new Filtered(call, event -> !(event instanceof InstanceEvent.Removed), false)),
        Breaker.<Scheduler>that("begins a watch without the list", "aWatchBeginsWithTheListAndMissesNothing")
            .on("watch", call -> new Filtered(call, event -> !(event instanceof InstanceEvent.Listed), false)),
        Breaker.<Scheduler>that("does not end a reader of a closed watch", "aClosedWatchEndsItsWaitingReader")
            .on("watch", call -> new Filtered(call, event -> true, true)),
        Breaker.<Scheduler>that("restarts what it adopts", "instancesOutliveThePluginAndAreTakenOver")
            .closing((real, closer, memory) -> {
                for (String namespace : real.namespaces(Defects.ctx())) {
                    for (Instance instance : listed(real)) {
                        real.stopInstance(Defects.ctx(), namespace, instance.id());
                    }
                }
                closer.close(real);
            }),
        Breaker.<Scheduler>that("takes another template without a word", "aTemplateNeverChanges")
            .on("applyVersion", call -> unless(call, ErrorCode.CONFLICT)),
        Breaker.<Scheduler>that("takes what never fits", "whatNeverFitsIsRefusedAtOnce")
            .on("applyVersion", call -> unless(call, ErrorCode.INSUFFICIENT_RESOURCES)),
        Breaker.<Scheduler>that("takes a version of no namespace", "anAbsentNamespaceIsNotFound")
            .on("applyVersion", call -> unless(call, ErrorCode.NOT_FOUND)),
        Breaker.<Scheduler>that("retires whom it likes", "countsFollowWhatIsStatedAndRetiredOnesGoFirst")
            .on("applyVersion", call -> call.with(2, List.of())),
        Breaker.<Scheduler>that("adds instances at each repeat", "aVersionBringsItsInstancesAndTheyAnswer")
            .on("applyVersion", call -> {
                VersionSpec spec = call.argument(1, VersionSpec.class);
                return call.with(1, new VersionSpec(spec.key(), spec.template(), spec.instances() == 0 ? 0
                    : spec.instances() + call.count() - 1));
            }),
        Breaker.<Scheduler>that("stops no single instance", "aStoppedInstanceIsReplaced")
            .on("stopInstance", call -> call.argument(2, String.class).startsWith("i0") ? null : call.proceed()),
        Breaker.<Scheduler>that("has half of an ability it does not declare", "abilitiesAreThoseDeclared",
                "commandsAreRunInInstancesIfDeclared")
            .declaring(Ability.INSTANCE_LOGS, Ability.INSTANCE_USAGES, Ability.NAMESPACE_EVENTS)
            .on("ability", call -> call.arguments()[0] == InstanceExec.class ? Optional.of(HALF) : call.proceed()),
        Breaker.<Scheduler>that("begins a log where it likes", "logsBeginAtATimeIfDeclared")
            .on("ability", call -> call.arguments()[0] == InstanceLogs.class ? Optional.of(new Rambling(call.real()))
                : call.proceed()),
        Breaker.<Scheduler>that("has an ability it does not declare", "abilitiesAreThoseDeclared",
                "usagesAreTakenOfWhatRunsIfDeclared")
            .declaring(Ability.INSTANCE_EXEC, Ability.INSTANCE_LOGS, Ability.NAMESPACE_EVENTS),
        Breaker.<Scheduler>that("runs nothing", "commandsAreRunInInstancesIfDeclared", "aPluginThatIsClosedEndsItsCommands")
            .on("ability", call -> call.arguments()[0] == InstanceExec.class ? Optional.of(new Idle(call.real()))
                : call.proceed()),
        Breaker.<Scheduler>that("does not say why a command is not started", "commandsAreRunInInstancesIfDeclared")
            .on("ability", call -> call.arguments()[0] == InstanceExec.class ? Optional.of(new Silent(call.real()))
                : call.proceed()),
        Breaker.<Scheduler>that("leaves its commands alone when it is closed", "aPluginThatIsClosedEndsItsCommands")
            .closing((real, closer, memory) -> ((CommandScheduler) real).leave()),
        Breaker.<Scheduler>that("lists what others made", "namespacesAreStatedNotAdded")
            .on("namespaces", call -> {
                List<Object> all = new ArrayList<>((List<?>) call.proceed());
                all.addFirst("kube-system");
                return all;
            }),
        Breaker.<Scheduler>that("loses a version of two stated at once", "fiftyThreadsAtOnceLoseNothing")
            .on("applyVersion", call -> Defects.second(call, "") ? null : call.proceed()),
        Breaker.<Scheduler>that("swallows an interrupt", "anInterruptedCallEndsAndARepeatCompletesIt")
            .on("versions", Defects::swallowInterrupt));

    /** Says that it runs commands, and runs none. */
    private record Idle(Scheduler real) implements InstanceExec {
        @Override
        public Session exec(CallContext context, String namespace, String instance, List<String> command, boolean terminal)
                throws InterruptedException {
            return real.ability(InstanceExec.class).orElseThrow().exec(context, namespace, instance, List.of("nothing"), terminal);
        }
    }

    /** Runs commands, and ends without a word those it cannot start. */
    private record Silent(Scheduler real) implements InstanceExec {
        @Override
        public Session exec(CallContext context, String namespace, String instance, List<String> command, boolean terminal)
                throws InterruptedException {
            Session session = real.ability(InstanceExec.class).orElseThrow().exec(context, namespace, instance, command, terminal);
            return command.equals(List.of("/no/such/program")) ? new Mute(session) : session;
        }
    }

    /** A command that prints nothing. */
    private record Mute(InstanceExec.Session real) implements InstanceExec.Session {
        @Override
        public OutputStream input() {
            return real.input();
        }

        @Override
        public InputStream output() {
            return InputStream.nullInputStream();
        }

        @Override
        public void resize(int columns, int rows) {
            real.resize(columns, rows);
        }

        @Override
        public int waitFor() throws InterruptedException {
            return real.waitFor();
        }

        @Override
        public void close() {
            real.close();
        }
    }

    /** Logs that tell all there is, whatever they are asked for. */
    private record Rambling(Scheduler real) implements InstanceLogs {
        @Override
        public Watch<Line> logs(CallContext context, String namespace, String instance, int tail, boolean follow)
                throws InterruptedException {
            return real.ability(InstanceLogs.class).orElseThrow().logs(context, namespace, instance, tail, follow);
        }

        @Override
        public Watch<Line> logsSince(CallContext context, String namespace, String instance, Instant since, boolean follow)
                throws InterruptedException {
            return logs(context, namespace, instance, 100, follow);
        }
    }

    @RegisterExtension
    final Chosen<Scheduler> chosen = new Chosen<>(Scheduler.class, BREAKERS);

    private final MemoryMachine machine = new MemoryMachine();

    /** Makes a call of one that keeps quiet about an error. */
    private static Object unless(Breaker.Call<Scheduler> call, ErrorCode quiet) throws Exception {
        try {
            return call.proceed();
        } catch (EngineException e) {
            if (e.code() == quiet) {
                return null;
            }
            throw e;
        }
    }

    private static List<Instance> listed(Scheduler scheduler) throws InterruptedException {
        try (Watch<InstanceEvent> watch = scheduler.watch(Defects.ctx())) {
            return ((InstanceEvent.Listed) watch.next(Duration.ofSeconds(1)).orElseThrow()).instances();
        }
    }

    @Override
    protected Scheduler open() {
        return chosen.open(new CommandScheduler(new MemoryScheduler("memory", machine)));
    }

    @Override
    protected void close(Scheduler opened) throws Exception {
        chosen.close(opened, real -> ((CommandScheduler) real).close());
    }

    @Override
    protected Set<Ability> abilities() {
        return chosen.abilities(Ability.INSTANCE_EXEC, Ability.INSTANCE_LOGS, Ability.INSTANCE_USAGES, Ability.NAMESPACE_EVENTS);
    }

    @Override
    protected Optional<List<String>> echo() {
        return Optional.of(CommandScheduler.ECHO);
    }

    @Override
    protected NamespaceSpec namespace(String name) {
        return new NamespaceSpec(name, "127.0.0.1:5000", new Credentials("puller", "secret"));
    }

    @Override
    protected ImageReference image() {
        return new ImageReference("127.0.0.1:5000", "team/app", Digest.of(new byte[0]));
    }

    /** Leaves out some events, or does not mind its close. */
    private static final class Filtered implements Watch<InstanceEvent> {
        private final Watch<InstanceEvent> real;
        private final Predicate<InstanceEvent> told;
        private final boolean stubborn;

        @SuppressWarnings("unchecked")
        Filtered(Breaker.Call<Scheduler> call, Predicate<InstanceEvent> told, boolean stubborn) throws Exception {
            this.real = (Watch<InstanceEvent>) call.proceed();
            this.told = told;
            this.stubborn = stubborn;
        }

        @Override
        public Optional<InstanceEvent> next(Duration limit) throws InterruptedException {
            Optional<InstanceEvent> event = real.next(limit);
            return event.isEmpty() || told.test(event.get()) ? event : real.next(limit);
        }

        @Override
        public void close() {
            if (!stubborn) {
                real.close();
            }
        }
    }
}
