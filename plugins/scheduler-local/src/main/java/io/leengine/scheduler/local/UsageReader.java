package io.leengine.scheduler.local;

import io.leengine.scheduler.local.sandbox.ControlGroup;
import io.leengine.scheduler.local.sandbox.HostProcess;
import io.leengine.scheduler.local.sandbox.ProcessUse;
import io.leengine.scheduler.local.state.RunRecord;
import io.leengine.spi.scheduler.InstanceUsages.Usage;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Optional;

/** Reads what instances use: from their control groups, or where there are none from their processes. */
final class UsageReader {
    private static final System.Logger LOG = System.getLogger(UsageReader.class.getName());

    Optional<Usage> read(InstanceRunner runner) {
        Optional<HostProcess> keeper = runner.record().run().map(RunRecord::keeper).filter(HostProcess::alive);
        if (keeper.isEmpty()) {
            return Optional.empty();
        }
        try {
            ControlGroup group = runner.sandbox().group();
            ProcessUse use = group.cpuNanos().isPresent() && group.memoryBytes().isPresent()
                ? new ProcessUse(group.cpuNanos().getAsLong(), group.memoryBytes().getAsLong())
                : ProcessUse.ofTree(keeper.get());
            return Optional.of(new Usage(runner.record().key(), runner.record().id(), Instant.now(), use.cpuNanos(),
                use.memoryBytes()));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "The use of " + runner.record().id() + " cannot be read; it may just have ended", e);
            return Optional.empty();
        }
    }
}
