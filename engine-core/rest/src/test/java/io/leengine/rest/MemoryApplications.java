package io.leengine.rest;

import io.leengine.engine.Actor;
import io.leengine.engine.Applications;
import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.Version;
import io.leengine.model.Digest;
import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.Watch;
import io.leengine.spi.monitor.RangeQuery;
import io.leengine.spi.monitor.Series;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.InstanceExec;
import io.leengine.spi.scheduler.InstanceLogs;
import io.leengine.spi.scheduler.NamespaceEvents;
import io.leengine.spi.scheduler.VersionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Applications in memory: enough of the engine's rules to tell whether the API passes on what it is given. */
final class MemoryApplications implements Applications {
    static final Instant THEN = MemoryIdentity.THEN;
    static final Digest DIGEST = Digest.of(new byte[] {1});
    static final Version.Settings SETTINGS = new Version.Settings(List.of("run"), new TreeMap<>(Map.of("A", "b")), 8080,
        500, 256L << 20, "/", Duration.ofSeconds(1), Duration.ofSeconds(2), 3, Duration.ofSeconds(60),
        Duration.ofSeconds(10));

    final TreeMap<String, Application> rows = new TreeMap<>();
    final Map<String, List<Version>> versions = new HashMap<>();
    final Map<String, MemoryLog> logs = new TreeMap<>();
    final List<String> evicted = new ArrayList<>();
    Actor lastActor;
    RangeQuery lastQuery;
    Deployment lastDeployment;
    boolean logsDefect;
    volatile boolean roleLost;
    final List<HostCommand> commands = new ArrayList<>();
    volatile boolean swapped;
    private long changes = 41;

    @Override
    public synchronized Application create(Actor actor, Draft draft) {
        lastActor = actor;
        if (rows.containsKey(draft.name())) {
            throw new EngineException(ErrorCode.ALREADY_EXISTS, "There is one.").withField("name");
        }
        Application made = new Application("id-" + draft.name(), draft.name(), draft.description(),
            draft.image().isEmpty() ? draft.name() : draft.image(), draft.name() + ".localhost", "main",
            draft.isPrivate(), false, THEN, actor.name(), 1);
        rows.put(made.name(), made);
        versions.put(made.name(), List.of());
        changed();
        return made;
    }

    @Override
    public synchronized Details get(Actor actor, String name) {
        return new Details(find(name), versions.get(name).stream()
            .map(version -> new VersionDetails(version, Condition.READY, version.instances(), "")).toList(),
            List.of("http://" + name + ".localhost:7480"), List.of());
    }

    @Override
    public synchronized Page<Summary> list(Actor actor, Selection selection) {
        return MemoryPages.of(rows, selection.page()).map(row -> new Summary(row, versions.get(row.name()).stream()
            .collect(Collectors.toMap(Version::name, Version::weight)), 4, 3));
    }

    @Override
    public synchronized Application update(Actor actor, String name, Change change, Optional<Long> ifMatch) {
        Application was = matched(name, ifMatch);
        Application is = new Application(was.id(), name, change.description().orElse(was.description()), was.image(),
            change.host().orElse(was.host()), was.group(), was.isPrivate(), false, THEN, was.createdBy(),
            was.revision() + 1);
        rows.put(name, is);
        changed();
        return is;
    }

    @Override
    public synchronized void delete(Actor actor, String name, Optional<Long> ifMatch) {
        matched(name, ifMatch);
        rows.remove(name);
        changed();
    }

    @Override
    public synchronized Deployment next(Actor actor, String name) {
        find(name);
        return new Deployment(Optional.of("old"), Optional.empty(), SETTINGS, Map.of("room-1", 2, "room-2", 2), 100,
            true);
    }

    @Override
    public synchronized Version deploy(Actor actor, String name, Deployment deployment, Optional<Long> ifMatch) {
        lastActor = actor;
        lastDeployment = deployment;
        Application row = matched(name, ifMatch);
        int number = versions.get(name).size() + 1;
        Version version = new Version("v-" + number, row.id(), number, row.image(), deployment.tag().orElse(""),
            deployment.digest().orElse(DIGEST), deployment.settings(), new TreeMap<>(deployment.cells()),
            number == 1 ? 100 : deployment.weight(), Version.State.LIVE, Optional.empty(), THEN, actor.name(),
            Optional.empty());
        List<Version> all = new ArrayList<>(versions.get(name));
        all.add(version);
        versions.put(name, all);
        changed();
        return version;
    }

    @Override
    public synchronized Details weigh(Actor actor, String name, Map<String, Integer> weights,
            Optional<Long> ifMatch) {
        matched(name, ifMatch);
        if (weights.values().stream().mapToInt(Integer::intValue).sum() != 100) {
            throw EngineException.invalid("weights", "The sum of the weights must be 100.");
        }
        versions.computeIfPresent(name, (_, all) -> all.stream()
            .map(version -> version.withWeight(weights.getOrDefault(version.name(), 0))).toList());
        changed();
        return get(actor, name);
    }

    @Override
    public synchronized Details scale(Actor actor, String name, String version, Map<String, Integer> cells,
            Optional<Long> ifMatch) {
        matched(name, ifMatch);
        versions.computeIfPresent(name, (_, all) -> all.stream()
            .map(row -> row.name().equals(version) ? row.withCells(cells) : row).toList());
        changed();
        return get(actor, name);
    }

    @Override
    public Details scale(Actor actor, String name, String version, int instances, Optional<Long> ifMatch) {
        return scale(actor, name, version, Map.of("room-1", instances / 2, "room-2", instances - instances / 2),
            ifMatch);
    }

    @Override
    public synchronized Details deleteVersion(Actor actor, String name, String version, Optional<Long> ifMatch) {
        matched(name, ifMatch);
        if (versions.get(name).size() > 1) {
            throw new EngineException(ErrorCode.CONFLICT, "It has traffic.").withNextStep("Move its traffic first.");
        }
        return get(actor, name);
    }

    @Override
    public synchronized Details rollBack(Actor actor, String name, Optional<String> version, Optional<Long> ifMatch) {
        lastActor = actor;
        matched(name, ifMatch);
        return get(actor, name);
    }

    @Override
    public synchronized List<Placed> instances(Actor actor, String name) {
        find(name);
        return logs.keySet().stream().map(id -> new Placed("room-1", new Instance(id, new VersionKey(name, "v1"),
            "node", Optional.of(new Endpoint("127.0.0.1", 4000)), Instance.State.RUNNING, true, Optional.of(THEN), 0,
            "", Map.of("pid", "7")), THEN)).toList();
    }

    @Override
    public synchronized void replaceInstance(Actor actor, String name, String cell, String instance) {
        find(name);
        evicted.add(cell + "/" + instance);
    }

    @Override
    public Watch<InstanceLogs.Line> logs(Actor actor, String name, String cell, String instance, LogStart start,
            boolean follow) throws InterruptedException {
        MemoryLog log;
        synchronized (this) {
            find(name);
            if (logsDefect) {
                throw new IllegalStateException("a defect of a plugin");
            }
            if (!actor.administrator()) {
                throw new EngineException(ErrorCode.FORBIDDEN, "Logs are for Developers and up.");
            }
            log = logs.get(instance);
        }
        if (log == null) {
            throw EngineException.notFound("instance", instance);
        }
        InstanceLogs lines = (context, namespace, id, tail, follows) -> log.watch(tail, follows);
        return start.since().isPresent() ? lines.logsSince(null, name, instance, start.since().get(), follow)
            : lines.logs(null, name, instance, start.tail(), follow);
    }

    @Override
    public InstanceExec.Session exec(Actor actor, String name, String cell, String instance, List<String> command,
            boolean terminal) {
        requireExec(actor, name, cell);
        synchronized (this) {
            if (!logs.containsKey(instance)) {
                throw EngineException.notFound("instance", instance);
            }
            if (swapped) {
                throw new NoClassDefFoundError("of a bundle that has gone");
            }
            HostCommand started = new HostCommand(command);
            commands.add(started);
            return started;
        }
    }

    @Override
    public synchronized void requireExec(Actor actor, String name, String cell) {
        find(name);
        if (!actor.administrator() || roleLost) {
            throw new EngineException(ErrorCode.FORBIDDEN, "Terminals are for Developers and up.");
        }
        if (cell.equals("plain")) {
            throw new EngineException(ErrorCode.UNSUPPORTED, "The cell runs no commands.");
        }
    }

    @Override
    public List<PlacedEvent> events(Actor actor, String name) {
        find(name);
        return List.of(new PlacedEvent("room-1", new NamespaceEvents.Event(THEN, "v1", "i1", "Started", "It runs.",
            false)));
    }

    @Override
    public synchronized List<Series> metrics(Actor actor, String name, RangeQuery query) {
        find(name);
        lastQuery = query;
        return List.of(new Series(Map.of("instance", "i1"), List.of(new Series.Point(THEN, 1.5))));
    }

    @Override
    public synchronized long awaitChange(Actor actor, String name, long seen, Duration limit)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (long left = limit.toNanos(); seen == changes && left > 0; left = deadline - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
        return changes;
    }

    synchronized MemoryLog log(String instance) {
        return logs.computeIfAbsent(instance, _ -> new MemoryLog());
    }

    private synchronized Application find(String name) {
        Application row = rows.get(name);
        if (row == null) {
            throw EngineException.notFound("application", name);
        }
        return row;
    }

    private Application matched(String name, Optional<Long> ifMatch) {
        Application row = find(name);
        if (ifMatch.isPresent() && ifMatch.get() != row.revision()) {
            throw new EngineException(ErrorCode.PRECONDITION_FAILED, "Somebody changed it.");
        }
        return row;
    }

    private void changed() {
        changes++;
        notifyAll();
    }
}
