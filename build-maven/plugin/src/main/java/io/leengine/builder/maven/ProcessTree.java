package io.leengine.builder.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Ends a process and all that descend from it, and waits until none is left. */
final class ProcessTree {
    private static final System.Logger LOG = System.getLogger(ProcessTree.class.getName());
    private static final long SOON = TimeUnit.SECONDS.toNanos(2);
    private static final long LONG = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

    private ProcessTree() {
    }

    /**
     * Ends the tree. The children go first: the first child is the init of the sandbox, with which the kernel ends
     * everything in it, and the outer process then collects it, so that not even a zombie stays.
     */
    static void end(Process process) {
        List<ProcessHandle> all = process.descendants().toList();
        process.children().forEach(ProcessHandle::destroyForcibly);
        if (all.isEmpty() || !await(process.toHandle(), SOON)) {
            process.destroyForcibly();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        boolean ended = await(process.toHandle(), LONG);
        for (ProcessHandle one : all) {
            ended &= await(one, LONG);
        }
        if (!ended) {
            LOG.log(System.Logger.Level.WARNING, "Processes of a build are still there: {0}", all);
        }
    }

    private static boolean await(ProcessHandle process, long nanos) {
        long deadline = System.nanoTime() + nanos;
        while (isThere(process)) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            // Not a wait for a condition we could be told of: such a process is no child of ours. An interrupt must
            // not shorten it, for the caller was promised that the tree is gone.
            boolean interrupted = Thread.interrupted();
            LockSupport.parkNanos(PAUSE);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return true;
    }

    private static boolean isThere(ProcessHandle process) {
        return process.isAlive() && !isZombie(process.pid());
    }

    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            // It ended while being read, or there is no /proc: isAlive decides.
            return false;
        }
    }
}
