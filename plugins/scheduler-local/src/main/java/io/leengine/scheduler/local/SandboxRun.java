package io.leengine.scheduler.local;

import io.leengine.model.Endpoint;
import io.leengine.scheduler.local.image.UnpackedImage;
import io.leengine.scheduler.local.sandbox.ControlGroup;
import io.leengine.scheduler.local.sandbox.HostProcess;
import io.leengine.scheduler.local.sandbox.SandboxPlan;
import io.leengine.scheduler.local.sandbox.StartedSandbox;
import io.leengine.scheduler.local.state.InstanceRecord;
import io.leengine.scheduler.local.state.RunRecord;
import io.leengine.spi.scheduler.InstanceTemplate;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Starts, ends and clears away the sandbox of one instance. What runs is known from the record only. */
final class SandboxRun {
    static final String ADDRESS = "127.0.0.1";
    private static final long SET_UP_MILLIS = 15_000;
    private static final long CLEAR_MILLIS = 10_000;
    private static final long LOOK_MILLIS = 5;

    private final Parts parts;
    private final String id;
    private final ControlGroup group;

    /** Changes an instance's record and keeps it. */
    interface Recorder {
        InstanceRecord update(UnaryOperator<InstanceRecord> change) throws IOException;
    }

    SandboxRun(Parts parts, String id) {
        this.parts = parts;
        this.id = id;
        this.group = parts.groups().group(id);
    }

    /** Starts the sandbox; it is recorded before anything of the image runs. */
    StartedSandbox start(UnpackedImage image, InstanceTemplate template, int port, Recorder recorder)
            throws IOException, InterruptedException {
        SandboxPlan plan = SandboxCommand.plan(id, image, template, new Endpoint(ADDRESS, port),
            parts.log(id).file());
        StartedSandbox started = parts.sandboxes().start(plan);
        boolean let = false;
        try {
            group.create(template.cpuMillis(), template.memoryBytes());
            group.add(started.keeper().pid());
            RunRecord run = new RunRecord(started.keeper(), Optional.empty(), Optional.empty(),
                System.currentTimeMillis(), false, false);
            recorder.update(record -> record.withRun(Optional.of(run)));
            started.go();
            let = true;
        } finally {
            if (!let) {
                started.cancel();
                started.await();
            }
        }
        return started;
    }

    /** Waits until the application has been let go, and records the processes; does nothing if it ends before. */
    void identify(Recorder recorder) throws IOException, InterruptedException {
        RunRecord run = recorder.update(UnaryOperator.identity()).run().orElseThrow();
        long deadline = System.nanoTime() + SET_UP_MILLIS * 1_000_000;
        while (parts.sandboxes().status(id).isEmpty() && run.keeper().alive() && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_MILLIS);
        }
        Optional<HostProcess> init = run.keeper().children().stream().findFirst();
        Optional<HostProcess> main = init.flatMap(process -> process.children().stream().findFirst());
        recorder.update(record -> record.withRun(record.run().map(it -> it.with(init, main))));
        if (parts.sandboxes().status(id).isEmpty()) {
            run.keeper().kill(); // it hangs, or has ended already
        }
    }

    /** Asks the application to end, and after the grace ends it with all it started. */
    void end(RunRecord run, long graceMillis) throws InterruptedException {
        run.init().ifPresentOrElse(HostProcess::terminate, run.keeper()::kill);
        long deadline = System.nanoTime() + graceMillis * 1_000_000;
        while (run.keeper().alive() && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_MILLIS);
        }
        run.keeper().kill();
    }

    /** Clears away all that is left of a run that ended, and says how it did. Repeated: does no harm. */
    String clear(RunRecord run, long memoryBytes) throws IOException, InterruptedException {
        run.keeper().kill();
        run.init().ifPresent(HostProcess::kill);
        group.kill();
        long deadline = System.nanoTime() + CLEAR_MILLIS * 1_000_000;
        while ((run.keeper().alive() || run.init().filter(HostProcess::alive).isPresent() || group.occupied())
                && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_MILLIS);
        }
        List<String> status = parts.sandboxes().status(id);
        String reason = ExitReason.of(status, group.memoryKills(), memoryBytes, parts.log(id).lastLine());
        group.remove();
        parts.sandboxes().remove(id);
        return reason;
    }

    ControlGroup group() {
        return group;
    }
}
