package io.leengine.scheduler.local;

import io.leengine.model.Endpoint;
import io.leengine.scheduler.local.sandbox.StartedSandbox;
import io.leengine.scheduler.local.state.InstanceRecord;
import io.leengine.scheduler.local.state.RunRecord;
import io.leengine.spi.scheduler.HealthCheck;
import io.leengine.spi.scheduler.Instance.State;
import io.leengine.spi.scheduler.InstanceTemplate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks after one run of an instance: its end, its health, the length of its log. */
final class RunWatch {
    /** The end of a process that is no child of this one must be looked for. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Parts parts;
    private final Optional<InstanceTemplate> template;
    private final InstanceRunner runner;
    private final InstanceView view;

    RunWatch(Parts parts, Optional<InstanceTemplate> template, InstanceRunner runner, InstanceView view) {
        this.parts = parts;
        this.template = template;
        this.runner = runner;
        this.view = view;
    }

    /**
     * Returns when the process has ended, or must.
     *
     * @param started the sandbox if this plugin started it; null for an adopted one
     * @return why it must end; empty when it did by itself or is to stop
     */
    String untilEnd(StartedSandbox started) throws IOException, InterruptedException {
        List<Thread> helpers = new ArrayList<>();
        RunRecord run = runner.record().run().orElseThrow();
        Readiness readiness = new Readiness(template.map(it -> it.health().failures()).orElse(1), run.healthy(),
            run.ready());
        try {
            if (started != null) {
                helpers.add(Thread.startVirtualThread(() -> awaitEnd(started)));
            }
            if (template.isPresent() && !runner.record().stopping()) {
                helpers.add(Thread.startVirtualThread(new HealthProbe(parts.http(), template.get().health(),
                    new Endpoint(SandboxRun.ADDRESS, runner.record().port()), readiness, runner::wake)));
            }
            return look(readiness);
        } finally {
            helpers.forEach(Thread::interrupt);
        }
    }

    private void awaitEnd(StartedSandbox started) {
        try {
            started.await();
            runner.wake();
        } catch (InterruptedException e) {
            return; // nobody wants to know any more
        }
    }

    private String look(Readiness readiness) throws IOException, InterruptedException {
        InstanceLog log = parts.log(runner.record().id());
        while (true) {
            InstanceRecord record = runner.record();
            RunRecord run = record.run().orElseThrow();
            if (!run.keeper().alive() || record.stopping()) {
                return "";
            }
            if (run.ready() != readiness.ready()) {
                boolean ready = readiness.ready();
                record = runner.update(it -> it.withRun(it.run().map(old -> old.withReady(ready))));
            }
            view.show(record, readiness.healthy() ? State.RUNNING : State.STARTING, readiness.reason());
            HealthCheck check = template.orElseThrow().health();
            if (!readiness.healthy()
                    && System.currentTimeMillis() - run.startedAtMillis() > check.startLimit().toMillis()) {
                return "It did not become healthy within " + check.startLimit().toSeconds() + " s. "
                    + readiness.reason();
            }
            if (readiness.healthy() && check.restartAfter() > 0 && readiness.failures() >= check.restartAfter()) {
                return "It failed its health check " + check.restartAfter() + " times in a row. "
                    + readiness.reason();
            }
            log.turnIfLong();
            runner.pause(LOOK);
        }
    }
}
