package io.leengine.engine.reconcile;

import io.leengine.engine.Applications.Placed;
import io.leengine.engine.change.ChangeFeed;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.Eviction;
import io.leengine.engine.domain.Version;
import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.ownership.Tenure;
import io.leengine.engine.seam.InstanceTable;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Store;
import io.leengine.model.Endpoint;
import io.leengine.spi.CallContext;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.Scheduler;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * Makes one application as desired: namespaces, versions and numbers in every cell, upstreams in its load balancer.
 *
 * <p>Each run starts from nothing but the store, what the cells told, and what the seams answer, and each step may be
 * repeated; so it does not matter where an earlier run was cut off. The order within a run is what keeps requests from
 * failing: start what is missing, let in who is ready, leave out who goes, wait until the load balancer has said so and
 * their requests have ended, and only then stop them.
 */
public final class ApplicationReconciler implements KeyedQueue.Work {
    private static final System.Logger LOG = System.getLogger(ApplicationReconciler.class.getName());
    private static final Duration CALL = Duration.ofSeconds(20);
    private static final Duration DRAIN_STEP = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofMillis(50);
    private static final long RESYNC_MILLIS = 240_000;

    private final Store store;
    private final Seams seams;
    private final InstanceTable table;
    private final Templates templates;
    private final Traffic traffic;
    private final Orphans orphans;
    private final Departures departures;
    private final ChangeFeed feed;
    private final Ownership ownership;
    /** In which tenure an application was run last. */
    private final Map<String, Tenure> tenures = new ConcurrentHashMap<>();

    ApplicationReconciler(Store store, Seams seams, InstanceTable table, Templates templates, Traffic traffic,
            Orphans orphans, Departures departures, ChangeFeed feed, Ownership ownership) {
        this.store = store;
        this.ownership = ownership;
        this.seams = seams;
        this.table = table;
        this.templates = templates;
        this.traffic = traffic;
        this.orphans = orphans;
        this.departures = departures;
        this.feed = feed;
    }

    @Override
    public Optional<Duration> run(String name, String request) throws InterruptedException {
        Optional<Tenure> tenure = ownership.tenure(name);
        Optional<Desired> read = Desired.read(store, name);
        if (tenure.isEmpty() || read.isEmpty()) {
            tenures.remove(name);
            return Optional.empty();
        }
        Run run = new Run(request, tenure.get());
        if (tenure.get() != tenures.put(name, tenure.get())) {
            // What this engine remembers of an earlier tenure, another may have changed since.
            traffic.forget(name);
            departures.forget(name);
        }
        if (read.get().application().deleting()) {
            Optional<Duration> again = new Removal(store, seams, table, traffic, feed).run(read.get(), run);
            if (again.isEmpty()) {
                tenures.remove(name);
            }
            return again;
        }
        if (handOver(read.get(), run)) {
            return Optional.of(Duration.ZERO);
        }
        return converge(read.get(), run);
    }

    /** Ends the versions whose successor is ready, or which have none any more; returns whether there was one. */
    private boolean handOver(Desired desired, Run run) {
        boolean changed = false;
        for (Version version : desired.versions()) {
            if (version.state() == Version.State.RETIRING) {
                Optional<Version> successor = desired.versions().stream()
                    .filter(other -> version.successor().equals(Optional.of(other.id()))).findFirst();
                if (successor.isEmpty() || isWhole(desired.application(), successor.get())) {
                    changed |= settle(run, version, successor.isPresent() ? Version.State.DELETED : Version.State.LIVE);
                    LOG.log(System.Logger.Level.INFO, "application {0} [{1}]: {2} hands over", desired.application()
                        .name(), run.request(), version.name());
                }
            }
        }
        return changed;
    }

    private boolean settle(Run run, Version version, Version.State state) {
        return store.write(session -> {
            run.changes(session);
            Optional<Version> present = session.applications().versions(version.application()).stream()
                .filter(each -> each.id().equals(version.id())).findFirst();
            boolean still = present.isPresent() && present.get().state() == Version.State.RETIRING
                && present.get().successor().equals(version.successor());
            if (still) {
                int weight = state == Version.State.DELETED ? 0 : present.get().weight();
                session.applications().update(present.get().withState(state, Optional.empty()).withWeight(weight));
            }
            return still;
        });
    }

    /**
     * All of a version's instances are ready in every cell, and there are some. A cell that fell silent does not hold a
     * hand-over up; one that has told nothing since this engine started does, since it may well be about to.
     */
    private boolean isWhole(Application application, Version version) {
        boolean any = version.instances() == 0;
        for (Map.Entry<String, Integer> cell : version.cells().entrySet()) {
            long ready = table.in(cell.getKey(), application.name()).orElse(List.of()).stream()
                .filter(Instance::ready).filter(each -> each.version().version().equals(version.name())).count();
            any |= ready > 0;
            boolean silent = table.isKnown(cell.getKey()) && !table.isHeard(cell.getKey());
            if (ready < cell.getValue() && !silent) {
                return false;
            }
        }
        return any;
    }

    private Optional<Duration> converge(Desired desired, Run run) throws InterruptedException {
        Application application = desired.application();
        List<CellPlan> plans = new ArrayList<>();
        // One look at each cell serves the whole run: who is let in must be among those a plan was made of.
        List<Placed> placed = new ArrayList<>();
        // One cell at fault must not keep the others from being served.
        Faults faults = new Faults();
        for (String cell : desired.cells()) {
            Optional<List<Instance>> instances = table.in(cell, application.name());
            if (instances.isPresent()) {
                instances.get().forEach(instance -> placed.add(new Placed(cell, instance, Instant.EPOCH)));
                CellPlan plan = CellPlan.of(cell, desired, instances.get(), departures.chosen(application.name(), cell));
                departures.choose(application.name(), cell, ids(plan.leaving()));
                forgetEvictions(desired, plan);
                plans.add(plan);
            }
        }
        if (desired.versions().isEmpty() && plans.size() == desired.cells().size()
                && plans.stream().allMatch(plan -> plan.versions().isEmpty())) {
            return rest(desired, plans, run);
        }
        for (CellPlan plan : plans) {
            faults.attempt(() -> start(application, plan, run));
        }
        faults.attempt(() -> stop(desired, plans, placed, faults, run));
        faults.raise();
        boolean leaving = plans.stream().anyMatch(plan -> !plan.leaving().isEmpty());
        Duration next = leaving ? SOON : resync();
        return traffic.again(application.name()).filter(sooner -> sooner.compareTo(next) < 0).or(() -> Optional.of(next));
    }

    /** Nothing should run and nothing does: there is no more to do until somebody wishes for something. */
    private Optional<Duration> rest(Desired desired, List<CellPlan> plans, Run run) throws InterruptedException {
        traffic.end(run, desired.application());
        for (CellPlan plan : plans) {
            forgetVersions(desired.application(), plan, run);
        }
        return Optional.empty();
    }

    /** An instance that is gone by itself needs no eviction any more. */
    private void forgetEvictions(Desired desired, CellPlan plan) {
        Set<String> there = ids(plan.evicted());
        desired.evictions().stream()
            .filter(eviction -> eviction.cell().equals(plan.cell()) && !there.contains(eviction.instance()))
            .forEach(this::forget);
    }

    private void forget(Eviction eviction) {
        store.write(session -> {
            session.applications().delete(eviction);
            return null;
        });
    }

    private static Duration resync() {
        return Duration.ofMillis(RESYNC_MILLIS / 2 + ThreadLocalRandom.current().nextLong(RESYNC_MILLIS));
    }

    /** States in a cell what should run there, without taking anybody away yet. */
    private void start(Application application, CellPlan plan, Run run) throws InterruptedException {
        if (plan.versions().values().stream().noneMatch(version -> version.version().isPresent())) {
            return;
        }
        Scheduler cell = seams.require(Scheduler.class, plan.cell());
        cell.applyNamespace(run.changes(CALL), templates.namespace(application));
        List<VersionSpec> present = cell.versions(run.looks(CALL), application.name());
        for (CellPlan.VersionPlan version : plan.versions().values()) {
            if (version.version().isPresent()) {
                VersionSpec spec = templates.version(application, version.version().get(), version.holding());
                if (!present.contains(spec)) {
                    cell.applyVersion(run.changes(CALL), spec, List.of());
                }
            }
        }
    }

    /**
     * Ends in a cell what nobody wants and what has told of no instance yet. Only after the traffic was stated, which
     * leaves out whoever is not known.
     */
    private void forgetVersions(Application application, CellPlan plan, Run run) throws InterruptedException {
        Optional<Scheduler> cell = seams.find(Scheduler.class, plan.cell());
        CallContext context = run.looks(CALL);
        if (cell.isEmpty() || !cell.get().namespaces(context).contains(application.name())) {
            return;
        }
        for (VersionSpec spec : cell.get().versions(context, application.name())) {
            if (!plan.versions().containsKey(spec.key().version())) {
                cell.get().deleteVersion(run.changes(CALL), spec.key());
            }
        }
    }

    /** Lets traffic follow, then lets go of who leaves. */
    private void stop(Desired desired, List<CellPlan> plans, List<Placed> placed, Faults faults, Run run)
            throws InterruptedException {
        Application application = desired.application();
        Set<String> leaving = new HashSet<>();
        plans.forEach(plan -> leaving.addAll(ids(plan.leaving())));
        Set<String> untold = new TreeSet<>(desired.cells());
        plans.forEach(plan -> untold.remove(plan.cell()));
        traffic.state(run, desired, Discovery.upstreams(desired.versions(), placed, leaving, desired.drained(),
            traffic.served(run, application, untold)));
        orphans.end(run);
        for (CellPlan plan : plans) {
            faults.attempt(() -> forgetVersions(application, plan, run));
            if (!plan.leaving().isEmpty()) {
                departures.leftOut(application.name(), plan.cell());
                faults.attempt(() -> release(desired, plan, run));
            }
        }
    }

    private void release(Desired desired, CellPlan plan, Run run) throws InterruptedException {
        Application application = desired.application();
        List<Instance> gone = drained(desired, plan, run);
        Scheduler cell = seams.require(Scheduler.class, plan.cell());
        for (Map.Entry<String, CellPlan.VersionPlan> entry : plan.versions().entrySet()) {
            CellPlan.VersionPlan version = entry.getValue();
            Set<String> retire = ids(version.surplus());
            retire.retainAll(ids(gone));
            if (version.version().isPresent() && !retire.isEmpty()) {
                int left = version.holding() - retire.size();
                cell.applyVersion(run.changes(CALL), templates.version(application, version.version().get(), left),
                    retire);
            } else if (version.version().isEmpty() && retire.size() == version.surplus().size()) {
                cell.deleteVersion(run.changes(CALL), new VersionKey(application.name(), entry.getKey()));
            }
        }
        for (Instance instance : plan.evicted()) {
            if (gone.contains(instance)) {
                cell.stopInstance(run.changes(CALL), application.name(), instance.id());
                forget(new Eviction(application.id(), plan.cell(), instance.id()));
            }
        }
    }

    /** Returns those of the leaving who have no request under way, or have had their time. */
    private List<Instance> drained(Desired desired, CellPlan plan, Run run) throws InterruptedException {
        Application application = desired.application();
        List<Instance> leaving = plan.leaving();
        List<Endpoint> endpoints = leaving.stream().flatMap(instance -> instance.endpoint().stream()).distinct().toList();
        if (traffic.drained(run, application, endpoints, DRAIN_STEP)) {
            return leaving;
        }
        List<Instance> gone = new ArrayList<>();
        for (Instance instance : leaving) {
            boolean idle = instance.endpoint().isEmpty() || traffic.drained(run, application,
                List.of(instance.endpoint().get()), Duration.ofMillis(1));
            if (idle || departures.overdue(application.name(), plan.cell(), instance.id(), grace(desired, instance))) {
                gone.add(instance);
            }
        }
        return gone;
    }

    private static Duration grace(Desired desired, Instance instance) {
        return desired.version(instance.version().version()).map(version -> version.settings().grace())
            .orElse(CALL);
    }

    private static Set<String> ids(Collection<Instance> instances) {
        return instances.stream().map(Instance::id).collect(Collectors.toCollection(HashSet::new));
    }
}
