package io.leengine.scheduler.local;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.model.Identifiers;
import io.leengine.scheduler.local.image.ImageStore;
import io.leengine.scheduler.local.image.Owner;
import io.leengine.scheduler.local.image.Scratch;
import io.leengine.scheduler.local.sandbox.ControlGroups;
import io.leengine.scheduler.local.sandbox.Sandboxes;
import io.leengine.scheduler.local.state.CellFolder;
import io.leengine.scheduler.local.state.JsonFiles;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.CellStatus;
import io.leengine.spi.scheduler.InstanceEvent;
import io.leengine.spi.scheduler.InstanceExec;
import io.leengine.spi.scheduler.InstanceLogs;
import io.leengine.spi.scheduler.InstanceTemplate;
import io.leengine.spi.scheduler.InstanceUsages;
import io.leengine.spi.scheduler.NamespaceEvents;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.Scheduler;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One cell on this machine. Closing it leaves the instances running; another one on the same folder takes them over. */
final class LocalScheduler implements Scheduler, InstanceExec, InstanceLogs, InstanceUsages, NamespaceEvents {
    private static final System.Logger LOG = System.getLogger(LocalScheduler.class.getName());
    private static final long LOOK_MILLIS = 2_000;
    private static final int MOST_TAIL = 100_000;

    private final Options options;
    private final Parts parts;
    private final Cell cell;
    private final Commands commands;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;
    private final Thread keeper;
    private volatile String trouble = "";
    private volatile boolean closed;

    LocalScheduler(Options options) throws IOException {
        this(options, Owner.detect());
    }

    /** @param owner whose what instances see is, and as whom they run */
    LocalScheduler(Options options, Owner owner) throws IOException {
        this.options = options;
        JsonFiles json = new JsonFiles();
        CellFolder folder = new CellFolder(options.folder(), json);
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads)
            .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(Duration.ofSeconds(10)).build();
        try {
            Path run = folder.run();
            Scratch scratch = new Scratch(run.resolve("scratch"));
            ImageStore images = new ImageStore(run, scratch, owner, json, http);
            this.parts = new Parts(options, folder, images, new Sandboxes(run, owner, scratch),
                ControlGroups.detect(options.cell(), options.folder()), new Ports(options.ports()), http, new Board(),
                new EventLog(),
                new Logs(folder.logs(), options));
            this.cell = new Cell(parts);
            this.commands = new Commands(parts.sandboxes());
            cell.open();
        } catch (IOException | RuntimeException e) {
            folder.close();
            http.shutdownNow();
            throw e;
        }
        this.keeper = Thread.ofVirtual().name("scheduler-local-" + options.cell()).start(this::keep);
    }

    private void keep() {
        try {
            while (true) {
                try {
                    cell.reconcile();
                    cell.sweep();
                    parts.sandboxes().support();
                    trouble = "";
                } catch (IOException | RuntimeException e) {
                    trouble = "What should run cannot be brought about: " + e.getMessage();
                    LOG.log(Level.ERROR, "Cell " + options.cell() + ": " + trouble, e);
                    Thread.sleep(LOOK_MILLIS);
                }
                cell.awaitChange(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "Cell {0} is left as it is", options.cell());
        }
    }

    /** Ends all threads, files and connections; the instances stay. */
    void close() throws InterruptedException {
        closed = true;
        keeper.interrupt();
        keeper.join();
        commands.close();
        cell.close();
        parts.board().close();
        http.shutdownNow();
        threads.shutdownNow();
        parts.groups().removeIfEmpty();
        parts.folder().close();
    }

    @Override
    public String name() {
        return options.cell();
    }

    @Override
    public Health health() {
        List<String> missing = parts.groups().missing();
        if (closed || parts.sandboxes().known() == Sandboxes.Support.NONE) {
            return Health.down(closed ? "It is closed."
                : "This machine makes no sandboxes: user namespaces with mounts of their own are refused.");
        }
        if (!trouble.isEmpty()) {
            return new Health(Health.State.DEGRADED, trouble);
        }
        return missing.isEmpty() ? Health.up() : new Health(Health.State.DEGRADED,
            "Control groups cannot be written here: " + String.join(" and ", missing) + " of instances not limited.");
    }

    @Override
    public void applyNamespace(CallContext context, NamespaceSpec namespace) {
        keep(context, () -> cell.apply(namespace));
    }

    @Override
    public void deleteNamespace(CallContext context, String namespace) {
        Identifiers.name("namespace", namespace);
        keep(context, () -> cell.deleteNamespace(namespace));
    }

    @Override
    public List<String> namespaces(CallContext context) {
        check(context);
        return cell.namespaces();
    }

    @Override
    public void applyVersion(CallContext context, VersionSpec version, Collection<String> retire) {
        keep(context, () -> cell.apply(version, retire));
    }

    @Override
    public void deleteVersion(CallContext context, VersionKey version) {
        keep(context, () -> cell.delete(version));
    }

    @Override
    public List<VersionSpec> versions(CallContext context, String namespace) {
        Identifiers.name("namespace", namespace);
        check(context);
        return cell.versions(namespace);
    }

    @Override
    public void stopInstance(CallContext context, String namespace, String instance) {
        Identifiers.name("namespace", namespace);
        keep(context, () -> cell.stop(namespace, instance));
    }

    @Override
    public Watch<InstanceEvent> watch(CallContext context) {
        check(context);
        return parts.board().watch();
    }

    @Override
    public CellStatus status(CallContext context) {
        check(context);
        List<InstanceTemplate> asked = cell.runners().stream().map(InstanceRunner::template)
            .flatMap(Optional::stream).toList();
        return new CellStatus(List.of(new CellStatus.Node(options.node(),
            parts.sandboxes().known() != Sandboxes.Support.NONE, options.cpuMillis(), options.memoryBytes(),
            asked.stream().mapToLong(InstanceTemplate::cpuMillis).sum(),
            asked.stream().mapToLong(InstanceTemplate::memoryBytes).sum(), cell.runners().size())), true);
    }

    @Override
    public Watch<Line> logs(CallContext context, String namespace, String instance, int tail, boolean follow) {
        Identifiers.within("tail", tail, 0, MOST_TAIL);
        return log(context, namespace, instance, (log, end) -> new LastLines(tail).in(log, end, follow), follow);
    }

    @Override
    public Watch<Line> logsSince(CallContext context, String namespace, String instance, Instant since, boolean follow) {
        return log(context, namespace, instance, (log, _) -> log.since(since), follow);
    }

    /** Where a log is looked at from. */
    private interface Begin {
        InstanceLog.Place in(InstanceLog log, InstanceLog.Place end) throws IOException;
    }

    private LogWatch log(CallContext context, String namespace, String instance, Begin begin, boolean follow) {
        check(context);
        parts.board().find(namespace, instance)
            .orElseThrow(() -> EngineException.notFound("instance", instance));
        try {
            InstanceLog log = parts.log(instance);
            InstanceLog.Place end = log.end();
            return new LogWatch(log, begin.in(log, end), follow ? Optional.empty() : Optional.of(end), () -> {
                mustBeOpen();
                return parts.board().find(namespace, instance).isEmpty();
            });
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The log of '" + instance + "' cannot be read.", e);
        }
    }

    @Override
    public Session exec(CallContext context, String namespace, String instance, List<String> command, boolean terminal) {
        check(context);
        InstanceRunner runner = cell.runners().stream().filter(it -> it.record().id().equals(instance)
            && it.record().key().namespace().equals(namespace)).findFirst()
            .orElseThrow(() -> EngineException.notFound("instance", instance));
        try {
            return commands.start(runner, command, terminal);
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "No command can be started in '" + instance + "': "
                + e.getMessage(), e);
        }
    }

    @Override
    public List<Usage> usages(CallContext context) {
        check(context);
        UsageReader reader = new UsageReader();
        List<Usage> usages = new ArrayList<>();
        cell.runners().forEach(runner -> reader.read(runner).ifPresent(usages::add));
        return usages;
    }

    @Override
    public List<Event> events(CallContext context, String namespace) {
        check(context);
        cell.namespace(namespace);
        return parts.events().of(namespace);
    }

    /** A change that is kept on disk. */
    private interface Change {
        void make() throws IOException;
    }

    private void keep(CallContext context, Change change) {
        check(context);
        try {
            // Whoever closes takes the cell's lock before it frees the folder: what is acknowledged is there by then.
            synchronized (cell) {
                mustBeOpen();
                change.make();
            }
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE,
                "The cell '" + options.cell() + "' cannot keep its state: " + e.getMessage(), e)
                .withNextStep("Look whether the disk of '" + options.folder() + "' is full.");
        }
    }

    private void check(CallContext context) {
        mustBeOpen();
        context.check("The call to cell '" + options.cell() + "'");
    }

    private void mustBeOpen() {
        if (closed) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The cell '" + options.cell() + "' is closed.");
        }
    }
}
