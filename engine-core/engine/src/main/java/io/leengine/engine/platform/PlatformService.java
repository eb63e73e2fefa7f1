package io.leengine.engine.platform;

import io.leengine.engine.Actor;
import io.leengine.engine.EngineSettings;
import io.leengine.engine.Platform;
import io.leengine.engine.Product;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.change.Revisions;
import io.leengine.engine.domain.Allocation;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.seam.InstanceTable;
import io.leengine.engine.seam.NodeLimits;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.Seam;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.GroupStatus;
import io.leengine.spi.loadbalancer.HostReporting;
import io.leengine.spi.loadbalancer.HostReporting.HostReport;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.scheduler.CellStatus;
import io.leengine.spi.scheduler.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** The boss side over the store and the framework. */
public final class PlatformService implements Platform {
    private static final Duration CALL = Duration.ofSeconds(5);

    private final Store store;
    private final Changes changes;
    private final EngineSettings settings;
    private final Seams seams;
    private final InstanceTable table;
    private final PartProjector projector;
    private final InstalledPlugins installed;
    private final PartDrafts drafts;
    private final Engines engines;
    private final CellDrains drains;
    private final Readiness readiness;

    /** What it is made of. */
    public PlatformService(Store store, Changes changes, EngineSettings settings, Seams seams, InstanceTable table,
            PartProjector projector, InstalledPlugins installed, PartDrafts drafts, Engines engines,
            CellDrains drains, LongSupplier nanos) {
        this.store = store;
        this.changes = changes;
        this.settings = settings;
        this.seams = seams;
        this.table = table;
        this.projector = projector;
        this.installed = installed;
        this.drafts = drafts;
        this.engines = engines;
        this.drains = drains;
        this.readiness = new Readiness(nanos);
    }

    @Override
    public Status status() {
        List<Part> parts;
        try {
            parts = store.read(session -> session.parts().list());
        } catch (EngineException e) {
            return new Status(settings.region(), settings.version(), false, List.of("database: " + e.getMessage()));
        }
        List<String> missing = new ArrayList<>();
        for (SeamKind seam : SeamKind.values()) {
            if (settings.product().needed().contains(seam)
                    && parts.stream().noneMatch(part -> part.seam() == seam)) {
                missing.add("no " + seam.label() + " is configured");
            }
        }
        for (Part part : parts) {
            // A registry on a platform's data leaves alone what only the platform has.
            Health health = settings.product().seams().contains(part.seam()) ? health(part) : Health.up();
            if (health.state() == Health.State.DOWN) {
                missing.add(part.seam().label() + " " + part.name() + ": " + health.message());
            }
        }
        return new Status(settings.region(), settings.version(), readiness.reached(missing.isEmpty()), missing);
    }

    private Health health(Part part) {
        Optional<Seam> service = seams.find(part.seam(), part.name());
        if (service.isEmpty()) {
            return Health.down("its plugin has not brought it up");
        }
        if (part.seam() == SeamKind.SCHEDULER && !table.isHeard(part.name())) {
            return Health.down("it does not tell of its instances");
        }
        try {
            return service.get().health();
        // catches all: what a plugin throws here, an Error included, is how it is, and not how the platform is
        } catch (RuntimeException | Error e) {
            return Health.down("it threw " + e);
        }
    }

    @Override
    public Product product() {
        return settings.product();
    }

    @Override
    public List<Cell> cells(Actor actor) {
        actor.required();
        Map<String, Allocation> allocated = allocated();
        return parts(SeamKind.SCHEDULER).stream().map(part -> cell(actor, part, allocated)).toList();
    }

    private Map<String, Allocation> allocated() {
        return store.read(session -> session.applications().allocated());
    }

    @Override
    public List<Engine> engines(Actor actor) {
        actor.requiredAdministrator();
        return engines.list();
    }

    @Override
    public Cell cell(Actor actor, String name) {
        actor.required();
        return parts(SeamKind.SCHEDULER).stream().filter(part -> part.name().equals(name)).findFirst()
            .map(part -> cell(actor, part, allocated())).orElseThrow(() -> EngineException.notFound("cell", name));
    }

    @Override
    public Cell drain(Actor actor, String name, boolean drained) {
        drains.set(actor, name, drained);
        return cell(actor, name);
    }

    private List<Part> parts(SeamKind seam) {
        return store.read(session -> session.parts().list()).stream().filter(part -> part.seam() == seam).toList();
    }

    private Cell cell(Actor actor, Part part, Map<String, Allocation> allocated) {
        Optional<CellStatus> status = Optional.empty();
        Health health = health(part);
        try {
            Optional<Scheduler> scheduler = seams.find(Scheduler.class, part.name());
            if (scheduler.isPresent()) {
                status = Optional.of(scheduler.get().status(CallContext.of("status-" + part.name(), CALL)));
            }
        } catch (EngineException e) {
            health = Health.down(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int nodes = status.map(known -> known.nodes().size()).orElse(0);
        if (health.state() == Health.State.UP && NodeLimits.isOver(part, nodes)) {
            health = new Health(Health.State.DEGRADED, "It has " + nodes + " nodes, and its limit is " + part.nodeLimit()
                + ": it gets no more instances.");
        }
        return new Cell(part.name(), part.plugin(), part.nodeLimit(), health, status,
            allocated.getOrDefault(part.name(), Allocation.NOTHING), drains.of(actor, part));
    }

    @Override
    public List<Region> regions(Actor actor) {
        actor.required();
        return List.of(new Region(settings.region(), parts(SeamKind.SCHEDULER).stream().map(Part::name).toList(),
            parts(SeamKind.LOAD_BALANCER).stream().map(Part::name).toList()));
    }

    @Override
    public List<Group> groups(Actor actor) {
        actor.required();
        return parts(SeamKind.LOAD_BALANCER).stream().map(this::group).toList();
    }

    private Group group(Part part) {
        GroupStatus status = new GroupStatus(List.of(), List.of());
        Health health = health(part);
        try {
            Optional<LoadBalancer> group = seams.find(LoadBalancer.class, part.name());
            if (group.isPresent()) {
                status = group.get().status(CallContext.of("status-" + part.name(), CALL));
            }
        } catch (EngineException e) {
            health = Health.down(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Group(part.name(), part.plugin(), health, status.addresses(), status.canonicalName(),
            status.virtualAddresses());
    }

    @Override
    public List<DomainStatus> domains(Actor actor, String group) throws InterruptedException {
        actor.requiredAdministrator();
        return group(group).domains(CallContext.of(actor.requestId(), CALL));
    }

    @Override
    public List<HostReport> hosts(Actor actor, String group) throws InterruptedException {
        actor.requiredAdministrator();
        return group(group).ability(HostReporting.class).orElseThrow(() -> new EngineException(ErrorCode.UNSUPPORTED,
            "The load-balancer group '" + group + "' does not tell of its hosts."))
            .hosts(CallContext.of(actor.requestId(), CALL));
    }

    private LoadBalancer group(String name) {
        if (parts(SeamKind.LOAD_BALANCER).stream().noneMatch(part -> part.name().equals(name))) {
            throw EngineException.notFound("load-balancer group", name);
        }
        return seams.require(LoadBalancer.class, name);
    }

    @Override
    public List<PartDetails> parts(Actor actor) {
        actor.requiredAdministrator();
        return store.read(session -> session.parts().list()).stream().map(this::details).toList();
    }

    private PartDetails details(Part part) {
        return new PartDetails(masked(part), seams.find(part.seam(), part.name()).isPresent(), health(part));
    }

    private Part masked(Part part) {
        return new Part(part.seam(), part.name(), part.plugin(), SecretSettings.blank(part.settings()),
            part.nodeLimit(), part.createdAt(), part.revision(), part.drained());
    }

    @Override
    public PartDetails create(Actor actor, PartDraft draft) {
        actor.requiredAdministrator();
        Part part = drafts.checked(draft, 1, Map.of());
        changes.apply(actor, "part.create", session -> {
            session.parts().insert(part);
            return new Outcome(ResourceKind.PART, label(part), part.plugin(), label(part))
                .with(difference(Map.of(), facts(part), Map.of(), part.settings()));
        });
        projector.changed();
        return find(draft.seam(), draft.name());
    }

    private static Map<String, String> facts(Part part) {
        return Map.of("plugin", part.plugin(), "nodeLimit", Integer.toString(part.nodeLimit()));
    }

    /** Settings are told by name and value; of secret ones only that they changed. */
    private static Difference difference(Map<String, String> before, Map<String, String> after,
            Map<String, String> settingsBefore, Map<String, String> settingsAfter) {
        Map<String, String> was = new TreeMap<>(before);
        Map<String, String> is = new TreeMap<>(after);
        Map<String, String> secretWas = new TreeMap<>();
        Map<String, String> secretIs = new TreeMap<>();
        settingsBefore.forEach((name, value) ->
            (SecretSettings.isSealed(value) ? secretWas : was).put("settings." + name, value));
        settingsAfter.forEach((name, value) ->
            (SecretSettings.isSealed(value) ? secretIs : is).put("settings." + name, value));
        return Difference.of(was, is, secretWas, secretIs);
    }

    @Override
    public PartDetails update(Actor actor, SeamKind seam, String name, PartDraft draft, Optional<Long> ifMatch) {
        actor.requiredAdministrator();
        changes.apply(actor, "part.update", session -> {
            Part present = present(session, seam, name, ifMatch);
            Part next = drafts.checked(draft, present.revision() + 1, present.settings());
            session.parts().update(new Part(seam, name, next.plugin(), next.settings(), next.nodeLimit(),
                present.createdAt(), next.revision()));
            return new Outcome(ResourceKind.PART, label(present), next.plugin(), label(present))
                .with(difference(facts(present), facts(next), present.settings(), next.settings()));
        });
        projector.changed();
        return find(seam, name);
    }

    @Override
    public void delete(Actor actor, SeamKind seam, String name, Optional<Long> ifMatch) {
        actor.requiredAdministrator();
        changes.apply(actor, "part.delete", session -> {
            Part present = present(session, seam, name, ifMatch);
            users(session, seam, name).ifPresent(user -> {
                throw new EngineException(ErrorCode.CONFLICT, "The application " + user + " uses " + label(present)
                    + ".").withNextStep("Move its applications elsewhere first.");
            });
            if (seam == SeamKind.LOAD_BALANCER && !session.domains().certificates(name).isEmpty()) {
                // Without the group nobody could take their keys from its hosts.
                throw new EngineException(ErrorCode.CONFLICT, label(present) + " has certificates.")
                    .withNextStep("Delete them first: leengine certificates list --group " + name);
            }
            session.parts().delete(seam, name);
            return new Outcome(ResourceKind.PART, label(present), present.plugin(), label(present))
                .with(difference(facts(present), Map.of(), present.settings(), Map.of()));
        });
        projector.changed();
        if (seam == SeamKind.SCHEDULER) {
            table.forget(name);
        }
    }

    private static Optional<String> users(Session session, SeamKind seam, String name) {
        return session.applications().names().stream().filter(application -> session.applications().byName(application)
            .filter(each -> seam == SeamKind.LOAD_BALANCER && each.group().equals(name)
                || seam == SeamKind.SCHEDULER && session.applications().wantedVersions(List.of(each.id())).stream()
                    .anyMatch(version -> version.cells().getOrDefault(name, 0) > 0)).isPresent()).findFirst();
    }

    private static Part present(Session session, SeamKind seam, String name, Optional<Long> ifMatch) {
        Part present = session.parts().find(seam, name)
            .orElseThrow(() -> EngineException.notFound(seam.label(), name));
        Revisions.check(ifMatch, present.revision(), label(present));
        return present;
    }

    private PartDetails find(SeamKind seam, String name) {
        return details(store.read(session -> session.parts().find(seam, name))
            .orElseThrow(() -> EngineException.notFound(seam.label(), name)));
    }

    private static String label(Part part) {
        return part.seam().label() + "/" + part.name();
    }

    @Override
    public List<Plugin> plugins(Actor actor) {
        actor.requiredAdministrator();
        List<Part> parts = store.read(session -> session.parts().list());
        return installed.plugins().stream().map(plugin -> new Plugin(plugin.id(), plugin.seam(), plugin.bundle(),
            plugin.version(), plugin.state(), parts.stream().filter(part -> part.plugin().equals(plugin.id()))
                .map(PlatformService::label).toList(), plugin.description(), plugin.settings())).toList();
    }
}
