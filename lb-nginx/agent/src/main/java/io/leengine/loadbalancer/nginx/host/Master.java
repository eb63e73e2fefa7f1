package io.leengine.loadbalancer.nginx.host;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The nginx master: starts it, has it reload, ends it, and ends workers whose master is gone. */
final class Master {
    private static final Logger LOG = System.getLogger(Master.class.getName());
    private static final Duration POLL = Duration.ofMillis(5);
    /** How long clients are turned away before a reload: those that ask more often have gone by then. */
    private static final Duration SETTLE = Duration.ofMillis(250);
    private static final long FOREVER = 1L << 50;
    private static final String RELOAD = "reload";
    private static final long LOG_LIMIT = 64L << 20;

    private final Folder folder;
    private final Program program;
    private final Control control;
    private final Processes processes;
    private final NginxSettings settings;
    private final Set<Long> orphans = ConcurrentHashMap.newKeySet();
    private volatile long pid;

    Master(Folder folder, NginxSettings settings, Program program, Control control) {
        this.folder = folder;
        this.settings = settings;
        this.program = program;
        this.control = control;
        this.processes = new Processes(folder);
    }

    /** Returns the generation of a master that runs already, from now on looked after; nothing when none does. */
    OptionalLong adopt() throws InterruptedException {
        OptionalLong running = processes.master();
        if (running.isEmpty()) {
            return OptionalLong.empty();
        }
        pid = running.getAsLong();
        orphans.addAll(processes.orphans());
        return OptionalLong.of(control.state().generation());
    }

    /** Starts a master; returns when all its workers have reported. Then the workers of a dead one are let go. */
    void start(long generation) throws InterruptedException {
        List<Long> left = processes.orphans();
        if (!left.isEmpty()) {
            letGo();
        }
        Folder.remove(folder.control());
        long from = logSize();
        Program.Result result = program.start();
        if (!result.ok()) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "nginx does not start: " + result.words());
        }
        await(generation, from, "start", state -> true);
        pid = processes.master().orElseThrow(() -> new EngineException(ErrorCode.UNAVAILABLE,
            "nginx has started and ended again: " + emergencies(from)));
        orphans.addAll(left);
        for (long orphan : left) {
            signal("quit", orphan);
        }
        if (!reached(() -> left.stream().noneMatch(processes::isAccepting), settings.confirmLimit())) {
            LOG.log(Level.WARNING, "workers of a dead master still take requests: " + left);
        }
        LOG.log(Level.INFO, "nginx runs as " + pid + (left.isEmpty() ? "" : "; workers of a dead master end: " + left));
    }

    /** Has workers whose master is gone turn their clients away. */
    private void letGo() throws InterruptedException {
        try {
            control.closing(FOREVER);
        } catch (EngineException e) {
            LOG.log(Level.DEBUG, "the workers of a dead master take no calls any more", e);
        }
    }

    /** Has the master take the configuration; returns when its workers have reported and all older ones are leaving. */
    void reload(long generation) throws InterruptedException {
        // A worker that leaves closes idle connections, and does not look whether a request is on its way on one.
        control.closing(generation - 1);
        Thread.sleep(SETTLE);
        long from = logSize();
        signal(RELOAD, pid);
        await(generation, from, RELOAD, state -> state.workers().stream()
            .allMatch(worker -> worker.generation() == generation || worker.exiting()));
    }

    private void signal(String signal, long to) throws InterruptedException {
        Program.Result result = program.signal(signal, to);
        if (!result.ok()) {
            // It may have gone in that moment; who needs it to be there sees that it is not.
            LOG.log(Level.WARNING, "nginx process " + to + " cannot be told to " + signal + ": " + result.words());
        }
    }

    private void await(long generation, long from, String what, Predicate<Control.State> also)
            throws InterruptedException {
        long deadline = System.nanoTime() + settings.reloadLimit().toNanos();
        while (true) {
            String why = "its workers have not reported";
            try {
                Control.State state = control.state();
                long reported = state.workers().stream()
                    .filter(worker -> worker.generation() == generation && !worker.exiting()).count();
                if (reported >= settings.workers() && also.test(state)) {
                    return;
                }
            } catch (EngineException e) {
                why = e.getMessage();
            }
            if (what.equals(RELOAD) && !alive()) {
                throw new EngineException(ErrorCode.UNAVAILABLE, "The nginx master " + pid + " ended at a reload.");
            }
            String said = emergencies(from);
            if (!said.isEmpty()) {
                throw new EngineException(ErrorCode.UNAVAILABLE, "nginx does not " + what + ": " + said);
            }
            if (System.nanoTime() - deadline > 0) {
                throw new EngineException(ErrorCode.TIMEOUT, "nginx does not " + what + " within "
                    + settings.reloadLimit().toSeconds() + " s: " + why);
            }
            Thread.sleep(POLL);
        }
    }

    private long logSize() {
        try {
            return Files.size(folder.errorLog());
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw Folder.failed(folder.errorLog(), e);
        }
    }

    /** Returns what nginx has logged since as an emergency, first of all. */
    private String emergencies(long from) {
        try (FileChannel log = FileChannel.open(folder.errorLog())) {
            long size = log.size() - from;
            if (size <= 0) {
                return "";
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(size, 1 << 20));
            log.read(bytes, from);
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).lines()
                .filter(line -> line.contains("[emerg]")).map(line -> line.substring(line.indexOf("[emerg]")))
                .findFirst().orElse("");
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw Folder.failed(folder.errorLog(), e);
        }
    }

    long pid() {
        return pid;
    }

    boolean alive() {
        return pid != 0 && processes.isMaster(pid);
    }

    /** Returns workers whose master is gone and that still finish requests. */
    List<Long> orphans() {
        orphans.removeIf(each -> !processes.isWorker(each));
        return List.copyOf(orphans);
    }

    /** Returns every process that may have requests under way. */
    List<Long> workers() {
        return Stream.concat(Processes.workers(pid).stream(), orphans().stream()).toList();
    }

    /** Begins a new log when the present one is large; one older is kept. */
    void rotate() throws InterruptedException {
        if (logSize() > LOG_LIMIT) {
            try {
                Files.move(folder.errorLog(), folder.logs().resolve("error.log.1"), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw Folder.failed(folder.errorLog(), e);
            }
            signal("reopen", pid);
        }
    }

    /** Ends nginx, workers of a dead master too: lets requests end until a limit, then does not. Returns when none is left. */
    void stop(Duration limit) throws InterruptedException {
        // First of all: a master that dies in this moment has them no more, and they are nobody's yet.
        List<Long> workers = workers();
        List<Long> leading = Stream.concat(LongStream.of(pid).filter(processes::isMaster).boxed(),
            processes.orphans().stream()).toList();
        List<Long> all = Stream.concat(workers.stream(), leading.stream()).distinct().toList();
        for (long each : leading) {
            signal("quit", each);
        }
        if (!ended(all, limit)) {
            all.forEach(each -> ProcessHandle.of(each).ifPresent(ProcessHandle::destroy));
            if (!ended(all, settings.confirmLimit())) {
                all.forEach(each -> ProcessHandle.of(each).ifPresent(ProcessHandle::destroyForcibly));
                ended(all, settings.confirmLimit());
            }
        }
    }

    private static boolean ended(List<Long> all, Duration limit) throws InterruptedException {
        return reached(() -> all.stream().noneMatch(Processes::lives), limit);
    }

    private static boolean reached(BooleanSupplier condition, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(POLL);
        }
        return true;
    }
}
