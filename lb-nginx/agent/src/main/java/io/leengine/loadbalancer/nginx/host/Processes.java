package io.leengine.loadbalancer.nginx.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The processes of one folder's nginx, as the kernel shows them. */
final class Processes {
    private static final String MASTER = "nginx: master process ";
    private static final String WORKER = "nginx: worker process";
    private static final String EXITING = WORKER + " is shutting down";
    private static final String OPEN_FILES = "Max open files";

    private final Folder folder;

    Processes(Folder folder) {
        this.folder = folder;
    }

    /** Returns the live master of this folder. */
    OptionalLong master() {
        Path file = folder.pid();
        if (!Files.exists(file)) {
            return OptionalLong.empty();
        }
        String text = Folder.read(file).strip();
        if (text.isEmpty() || !text.chars().allMatch(Character::isDigit)) {
            return OptionalLong.empty();
        }
        long pid = Long.parseLong(text);
        return isMaster(pid) ? OptionalLong.of(pid) : OptionalLong.empty();
    }

    /** Returns whether a process is this folder's master. */
    boolean isMaster(long pid) {
        String title = title(pid);
        return title.startsWith(MASTER) && title.contains(" -p " + folder.root() + "/ ");
    }

    /** Returns when a process began. */
    static Instant since(long pid) {
        return ProcessHandle.of(pid).flatMap(handle -> handle.info().startInstant()).orElse(Instant.EPOCH);
    }

    /** Returns a master's workers. */
    static List<Long> workers(long master) {
        return ProcessHandle.of(master).stream().flatMap(ProcessHandle::children).map(ProcessHandle::pid)
            .filter(pid -> title(pid).startsWith(WORKER)).toList();
    }

    /** Returns the workers of this folder that no live master looks after. */
    List<Long> orphans() {
        OptionalLong master = master();
        List<Long> found = new ArrayList<>();
        for (ProcessHandle each : ProcessHandle.allProcesses().toList()) {
            long pid = each.pid();
            if (isWorker(pid) && !each.parent().filter(parent -> master.isPresent()
                    && parent.pid() == master.getAsLong()).isPresent()) {
                found.add(pid);
            }
        }
        return found;
    }

    /** Returns whether a process is a worker of this folder. */
    boolean isWorker(long pid) {
        return title(pid).startsWith(WORKER) && workingFolder(pid).filter(folder.root()::equals).isPresent();
    }

    /** Returns whether a process of nginx lives; one that only waits to be reaped does not. */
    static boolean lives(long pid) {
        return title(pid).startsWith("nginx: ");
    }

    /** Returns how many files a process started by this one may open. */
    static long openFiles() {
        return Folder.read(Path.of("/proc/self/limits")).lines().filter(line -> line.startsWith(OPEN_FILES))
            .map(line -> line.substring(OPEN_FILES.length()).strip().split("\\s+")[1])
            .mapToLong(most -> most.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(most)).findFirst()
            .orElse(Long.MAX_VALUE);
    }

    /** Returns whether a process is a worker of this folder that takes connections. */
    boolean isAccepting(long pid) {
        return isWorker(pid) && !title(pid).startsWith(EXITING);
    }

    private static Optional<Path> workingFolder(long pid) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd")));
        } catch (NoSuchFileException | AccessDeniedException e) {
            // Gone by now, or another user's: none of ours.
            return Optional.empty();
        } catch (IOException e) {
            throw Folder.failed(Path.of("/proc"), e);
        }
    }

    /** Returns what a process calls itself, nothing for one that is gone or waits to be reaped. */
    private static String title(long pid) {
        try {
            return new String(Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline")),
                StandardCharsets.UTF_8).replace('\0', ' ').strip() + " ";
        } catch (IOException e) {
            // It went while it was looked at; the kernel says so in more than one way.
            return "";
        }
    }
}
