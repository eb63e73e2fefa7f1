package io.leengine.scheduler.local.state;

import io.leengine.scheduler.local.sandbox.HostProcess;
import java.util.Optional;

/**
 * One run of an instance's process.
 *
 * @param keeper the process that stands for the sandbox; its end is the end of all in it
 * @param init the first process in the sandbox, as seen from outside; empty until known
 * @param main the application's process, as seen from outside; empty until known
 * @param startedAtMillis since the epoch
 * @param healthy whether it has ever been
 * @param ready whether it was, when last written
 */
public record RunRecord(HostProcess keeper, Optional<HostProcess> init, Optional<HostProcess> main,
        long startedAtMillis, boolean healthy, boolean ready) {
    /** Returns this with the processes inside. */
    public RunRecord with(Optional<HostProcess> newInit, Optional<HostProcess> newMain) {
        return new RunRecord(keeper, newInit, newMain, startedAtMillis, healthy, ready);
    }

    /** Returns this with another readiness. */
    public RunRecord withReady(boolean nowReady) {
        return new RunRecord(keeper, init, main, startedAtMillis, healthy || nowReady, nowReady);
    }
}
