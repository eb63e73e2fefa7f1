package io.leengine.engine.application;

import io.leengine.engine.Actor;
import io.leengine.engine.Applications;
import io.leengine.engine.EngineSettings;
import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import io.leengine.engine.access.Access;
import io.leengine.engine.access.Permission;
import io.leengine.engine.access.Resource;
import io.leengine.engine.change.ChangeFeed;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Ids;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.change.Pages;
import io.leengine.engine.change.Revisions;
import io.leengine.engine.change.Subject;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.Eviction;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.Version;
import io.leengine.engine.image.ImageContent;
import io.leengine.engine.quota.QuotaGuard;
import io.leengine.engine.reconcile.KeyedQueue;
import io.leengine.engine.seam.CellRoom;
import io.leengine.engine.seam.InstanceTable;
import io.leengine.engine.seam.NodeLimits;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import io.leengine.spi.Watch;
import io.leengine.spi.monitor.RangeQuery;
import io.leengine.spi.monitor.Series;
import io.leengine.spi.scheduler.InstanceExec;
import io.leengine.spi.scheduler.InstanceLogs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Applications over the store; the reconciler is told of each change and makes it true. */
public final class ApplicationService implements Applications {
    private final Store store;
    private final Changes changes;
    private final Ids ids;
    private final EngineSettings settings;
    private final ApplicationRules rules;
    private final InstanceTable table;
    private final KeyedQueue queue;
    private final ChangeFeed feed;
    private final ImageContent images;
    private final ApplicationWindow window;
    private final InstanceCommands commands;
    private final CellRoom room;
    private final DomainChecks domains;

    /** What it is made of. */
    public ApplicationService(Store store, Changes changes, Ids ids, EngineSettings settings, InstanceTable table,
            KeyedQueue queue, ChangeFeed feed, ImageContent images, ApplicationWindow window, CellRoom room,
            DomainChecks domains) {
        this.store = store;
        this.changes = changes;
        this.ids = ids;
        this.settings = settings;
        this.rules = new ApplicationRules(settings.leastCells());
        this.table = table;
        this.queue = queue;
        this.feed = feed;
        this.images = images;
        this.window = window;
        this.commands = new InstanceCommands(changes, window);
        this.room = room;
        this.domains = domains;
    }

    @Override
    public Application create(Actor actor, Draft draft) {
        actor.requiredMaker(ResourceKind.APPLICATION);
        String name = Identifiers.name("name", draft.name());
        String image = Identifiers.repository("image", draft.image().isEmpty() ? name : draft.image());
        String host = Identifiers.host("host", draft.host().isEmpty() ? name + "." + settings.hostSuffix()
            : draft.host());
        ApplicationRules.description(draft.description());
        String id = changes.apply(actor, "application.create", about(name), session -> {
            Application application = new Application(ids.next(), name, draft.description(), image, host,
                group(session, draft.group()), draft.isPrivate(), false, changes.now(), actor.name(), 1);
            session.applications().byName(name).ifPresent(other -> {
                throw new EngineException(ErrorCode.ALREADY_EXISTS, "There is an application '" + name + "' already.")
                    .withField("name");
            });
            claimImage(session, actor, image, draft.isPrivate());
            return QuotaGuard.within(session, QuotaGuard.own(actor), EnumSet.of(QuotaKind.APPLICATIONS), () -> {
                session.applications().insert(application);
                own(session, ResourceKind.APPLICATION, application.id(), actor);
                return new Outcome(ResourceKind.APPLICATION, name, "image " + image + ", host " + host,
                    application.id()).with(Difference.of(Map.of(), facts(application)));
            });
        });
        changed(name);
        return store.read(session -> session.applications().byName(name))
            .filter(application -> application.id().equals(id))
            .orElseThrow(() -> EngineException.notFound("application", name));
    }

    private static Subject about(String name) {
        return new Subject(ResourceKind.APPLICATION, name);
    }

    private static Map<String, String> facts(Application it) {
        return Map.of("description", it.description(), "image", it.image(), "host", it.host(), "group", it.group(),
            "private", Boolean.toString(it.isPrivate()));
    }

    /** An application's image is one nobody else has: an existing one the actor may push to, or a new one. */
    private void claimImage(Session session, Actor actor, String repository, boolean isPrivate) {
        session.applications().byImage(repository).ifPresent(other -> {
            throw new EngineException(ErrorCode.CONFLICT, "The image " + repository + " belongs to the application "
                + other.name() + " already; each application has one of its own.").withField("image");
        });
        Optional<Image> present = session.images().byRepository(repository);
        if (present.isPresent()) {
            Access.requireIn("image", session, actor, Permission.PUSH_IMAGE, Resource.of(present.get()));
            return;
        }
        actor.requiredMaker(ResourceKind.IMAGE);
        Image image = new Image(ids.next(), repository, "", !isPrivate, changes.now(), actor.name(), 1);
        session.images().insert(image);
        own(session, ResourceKind.IMAGE, image.id(), actor);
    }

    private void own(Session session, ResourceKind kind, String id, Actor actor) {
        session.members().put(new Member(kind, id, actor.id(), Role.OWNER, changes.now()));
    }

    private static String group(Session session, String asked) {
        List<String> groups = session.parts().list().stream().filter(part -> part.seam() == SeamKind.LOAD_BALANCER)
            .map(Part::name).toList();
        if (asked.isEmpty()) {
            return groups.stream().findFirst().orElse("");
        }
        if (!groups.contains(asked)) {
            throw EngineException.invalid("group", "There is no load-balancer group '" + asked + "'; the groups are "
                + groups + ".");
        }
        return asked;
    }

    @Override
    public Details get(Actor actor, String name) {
        return store.read(session -> {
            Application application = visible(session, actor, name, Permission.SEE_APPLICATION);
            boolean secrets = Access.has(session, actor, Permission.INSPECT_APPLICATION, application.id(), false);
            List<Version> versions = session.applications().versions(application.id());
            return details(session, actor, application,
                secrets ? versions : versions.stream().map(ApplicationService::blank).toList());
        });
    }

    private static Version blank(Version version) {
        return new Version(version.id(), version.application(), version.number(), version.image(), version.tag(),
            version.digest(), version.settings().withoutValues(), version.cells(), version.weight(), version.state(),
            version.successor(), version.createdAt(), version.createdBy(), version.fullSince());
    }

    private Details details(Session session, Actor actor, Application application, List<Version> versions) {
        List<Placed> placed = table.of(application.name());
        List<String> problems = new ArrayList<>();
        queue.problem(session, application.name()).ifPresent(problems::add);
        DomainService.problem(session, actor, application).ifPresent(problems::add);
        versions.stream().filter(Version::wanted).flatMap(version -> version.cells().keySet().stream()).distinct()
            .filter(cell -> !table.isHeard(cell))
            .forEach(cell -> problems.add("The cell " + cell + " does not answer; what runs there goes on."));
        return new Details(application, versions.stream().map(version -> Conditions.of(version, placed)).toList(),
            window.urls(application), problems);
    }

    @Override
    public Page<Summary> list(Actor actor, Selection selection) {
        actor.required();
        return store.read(session -> {
            Page<Application> some = Pages.of(session.applications().list(selection,
                Access.viewer(actor, ResourceKind.APPLICATION)), selection, Application::name, Application::createdAt);
            Map<String, List<Version>> versions = new HashMap<>();
            session.applications().wantedVersions(some.items().stream().map(Application::id).toList())
                .forEach(version -> versions.computeIfAbsent(version.application(), id -> new ArrayList<>())
                    .add(version));
            return some.map(application -> summary(application, versions.getOrDefault(application.id(), List.of())));
        });
    }

    private Summary summary(Application application, List<Version> versions) {
        Map<String, Integer> live = new LinkedHashMap<>();
        int instances = 0;
        for (Version version : versions) {
            live.put(version.name(), version.weight());
            instances += version.instances();
        }
        return new Summary(application, live, instances, instances == 0 ? 0 : table.ready(application.name()));
    }

    @Override
    public Application update(Actor actor, String name, Applications.Change change, Optional<Long> ifMatch) {
        change.description().ifPresent(ApplicationRules::description);
        change.host().ifPresent(host -> Identifiers.host("host", host));
        changes.apply(actor, "application.update", about(name), session -> {
            Application present = held(session, actor, name, Permission.OPERATE_APPLICATION, ifMatch);
            String group = change.group().map(asked -> group(session, asked)).orElse(present.group());
            Application next = new Application(present.id(), name,
                change.description().orElse(present.description()), present.image(),
                change.host().orElse(present.host()), group, change.isPrivate().orElse(present.isPrivate()), false,
                present.createdAt(), present.createdBy(), present.revision() + 1);
            domains.requireMove(session, actor, present, next);
            session.applications().update(next);
            return new Outcome(ResourceKind.APPLICATION, name, "host " + next.host(), present.id())
                .with(Difference.of(facts(present), facts(next)));
        });
        changed(name);
        return get(actor, name).application();
    }

    @Override
    public void delete(Actor actor, String name, Optional<Long> ifMatch) {
        changes.apply(actor, "application.delete", about(name), session -> {
            Application present = visible(session, actor, name, Permission.DELETE_APPLICATION);
            if (!present.deleting()) {
                held(session, actor, name, Permission.DELETE_APPLICATION, ifMatch);
                session.applications().update(new Application(present.id(), name, present.description(),
                    present.image(), present.host(), present.group(), present.isPrivate(), true, present.createdAt(),
                    present.createdBy(), present.revision() + 1));
            }
            return new Outcome(ResourceKind.APPLICATION, name, "", present.id())
                .with(Difference.of(facts(present), Map.of()));
        });
        changed(name);
    }

    @Override
    public Deployment next(Actor actor, String name) {
        return store.read(session -> {
            Application application = visible(session, actor, name, Permission.OPERATE_APPLICATION);
            List<Version> versions = session.applications().versions(application.id());
            // After a roll back the last one that is wanted is the better example than the last one there was.
            Optional<Version> last = versions.reversed().stream().filter(Version::wanted).findFirst()
                .or(() -> versions.reversed().stream().findFirst());
            boolean anyLive = versions.stream().anyMatch(version -> version.wanted() && version.weight() > 0);
            Map<String, Integer> cells = last.<Map<String, Integer>>map(Version::cells)
                .orElseGet(() -> firstCells(session));
            return new Deployment(last.map(Version::tag).filter(tag -> !tag.isEmpty()), Optional.empty(),
                last.map(Version::settings).orElseGet(ApplicationRules::usual), cells, anyLive ? 0 : Shares.ALL, false);
        });
    }

    private Map<String, Integer> firstCells(Session session) {
        List<String> some = cells(session).stream().limit(settings.leastCells()).toList();
        return Shares.spread(some, 2 * some.size());
    }

    private static Set<String> cells(Session session) {
        Set<String> cells = new TreeSet<>();
        session.parts().list().stream().filter(part -> part.seam() == SeamKind.SCHEDULER)
            .forEach(part -> cells.add(part.name()));
        return cells;
    }

    @Override
    public Version deploy(Actor actor, String name, Deployment deployment, Optional<Long> ifMatch) {
        Application known = store.read(session -> {
            rules.check(deployment, cells(session));
            return visible(session, actor, name, Permission.OPERATE_APPLICATION);
        });
        Digest digest = images.resolve(known.image(), deployment.tag(), deployment.digest());
        CellRoom.Told told = room.ask(inhabited(deployment.cells()));
        String id = changes.apply(actor, "application.deploy", about(name), session -> {
            Application present = held(session, actor, name, Permission.OPERATE_APPLICATION, ifMatch);
            NodeLimits.check(session, inhabited(deployment.cells()), told);
            Deployments deployments = new Deployments(session, present, changes.now());
            Version version = within(session, present,
                () -> deployments.deploy(deployment, digest, ids, actor.name()));
            told.check(deployments.further());
            session.applications().update(present.revised());
            return new Outcome(ResourceKind.APPLICATION, name, version.name() + ": " + present.image() + "@" + digest
                + " in " + version.cells() + ", weight " + version.weight(), version.id())
                .with(deployments.difference()).in(inhabited(version.cells()));
        });
        changed(name);
        return store.read(session -> session.applications().versions(known.id()).stream()
            .filter(version -> version.id().equals(id)).findFirst()
            .orElseThrow(() -> EngineException.notFound("version", id)));
    }

    /** Does what may make more instances run, within the quota of whom the application counts for. */
    private static <T> T within(Session session, Application application, Supplier<T> work) {
        return QuotaGuard.within(session, QuotaGuard.charged(session, ResourceKind.APPLICATION, application.id()),
            QuotaKind.ofApplications(), work);
    }

    private static Set<String> inhabited(Map<String, Integer> cells) {
        return cells.entrySet().stream().filter(cell -> cell.getValue() > 0).map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    }

    @Override
    public Details weigh(Actor actor, String name, Map<String, Integer> weights, Optional<Long> ifMatch) {
        return operate(actor, name, "application.weigh", ifMatch, (session, application, deployments) -> {
            deployments.weigh(weights);
            return new Done(weights.toString(), Set.of());
        });
    }

    @Override
    public Details scale(Actor actor, String name, String version, Map<String, Integer> cells,
            Optional<Long> ifMatch) {
        store.read(session -> {
            rules.cells(cells, cells(session));
            return null;
        });
        CellRoom.Told told = room.ask(cells.keySet());
        return operate(actor, name, "application.scale", ifMatch, (session, application, deployments) ->
            within(session, application, () -> scaled(session, deployments, version, cells, told)));
    }

    @Override
    public Details scale(Actor actor, String name, String version, int instances, Optional<Long> ifMatch) {
        CellRoom.Told told = room.ask(cellsOf(actor, name, each -> each.name().equals(version)));
        return operate(actor, name, "application.scale", ifMatch, (session, application, deployments) -> {
            Set<String> cells = deployments.live(version).cells().keySet();
            Map<String, Integer> spread = Shares.spread(List.copyOf(cells), instances);
            rules.cells(spread, cells);
            return within(session, application, () -> scaled(session, deployments, version, spread, told));
        });
    }

    /** Returns the cells of some versions of an application that the actor may operate. */
    private Set<String> cellsOf(Actor actor, String name, Predicate<Version> which) {
        return store.read(session -> session.applications().versions(
            visible(session, actor, name, Permission.OPERATE_APPLICATION).id())).stream()
            .filter(which).flatMap(each -> inhabited(each.cells()).stream()).collect(Collectors.toSet());
    }

    private Done scaled(Session session, Deployments deployments, String version, Map<String, Integer> cells,
            CellRoom.Told told) {
        Map<String, Integer> present = deployments.live(version).cells();
        NodeLimits.check(session, cells.entrySet().stream()
            .filter(cell -> cell.getValue() > present.getOrDefault(cell.getKey(), 0)).map(Map.Entry::getKey).toList(), told);
        deployments.scale(version, cells);
        told.check(deployments.further());
        return new Done(version + " to " + cells, inhabited(cells));
    }

    @Override
    public Details deleteVersion(Actor actor, String name, String version, Optional<Long> ifMatch) {
        // No quota stands against it: nothing begins to run that does not run already.
        return operate(actor, name, "application.delete-version", ifMatch, (session, application, deployments) -> {
            deployments.delete(version);
            return new Done(version, Set.of());
        });
    }

    @Override
    public Details rollBack(Actor actor, String name, Optional<String> version, Optional<Long> ifMatch) {
        CellRoom.Told told = room.ask(cellsOf(actor, name, each -> each.wanted()
            || each.name().equals(version.orElse(each.name()))));
        return operate(actor, name, "application.roll-back", ifMatch, (session, application, deployments) ->
            within(session, application, () -> {
                Version back = deployments.rollBack(version);
                told.check(deployments.further(), "Make the present version smaller first, since a roll-back takes its size: "
                    + "leengine scale " + name + " VERSION N. What is free, 'leengine cells show' tells.");
                return new Done("to " + back.name(), inhabited(back.cells()));
            }));
    }

    /** What is done with the versions of an application whose row is held. */
    private interface Work {
        Done apply(Session session, Application application, Deployments deployments);
    }

    private record Done(String detail, Set<String> cells) {
    }

    private Details operate(Actor actor, String name, String action, Optional<Long> ifMatch, Work work) {
        changes.apply(actor, action, about(name), session -> {
            Application present = held(session, actor, name, Permission.OPERATE_APPLICATION, ifMatch);
            Deployments deployments = new Deployments(session, present, changes.now());
            Done done = work.apply(session, present, deployments);
            session.applications().update(present.revised());
            return new Outcome(ResourceKind.APPLICATION, name, done.detail(), present.id())
                .with(deployments.difference()).in(done.cells());
        });
        changed(name);
        return get(actor, name);
    }

    @Override
    public List<Placed> instances(Actor actor, String name) {
        requireVisible(actor, name, Permission.SEE_APPLICATION);
        return table.of(name);
    }

    @Override
    public void replaceInstance(Actor actor, String name, String cell, String instance) {
        table.require(name, cell, instance);
        changes.apply(actor, "application.replace-instance", about(name), session -> {
            Application present = held(session, actor, name, Permission.OPERATE_APPLICATION, Optional.empty());
            session.applications().insert(new Eviction(present.id(), cell, instance));
            return new Outcome(ResourceKind.APPLICATION, name, cell + "/" + instance, present.id());
        });
        changed(name);
    }

    @Override
    public Watch<InstanceLogs.Line> logs(Actor actor, String name, String cell, String instance, LogStart start,
            boolean follow) throws InterruptedException {
        requireVisible(actor, name, Permission.INSPECT_APPLICATION);
        table.require(name, cell, instance);
        return window.logs(actor.requestId(), name, cell, instance, start, follow);
    }

    @Override
    public InstanceExec.Session exec(Actor actor, String name, String cell, String instance, List<String> command,
            boolean terminal) throws InterruptedException {
        requireExec(actor, name, cell);
        table.require(name, cell, instance);
        return commands.exec(actor, name, cell, instance, command, terminal);
    }

    @Override
    public void requireExec(Actor actor, String name, String cell) {
        requireVisible(actor, name, Permission.INSPECT_APPLICATION);
        if (table.of(name).stream().noneMatch(placed -> placed.cell().equals(cell))) {
            throw EngineException.notFound("instance of " + name + " in the cell", cell);
        }
        window.exec(cell);
    }

    @Override
    public List<PlacedEvent> events(Actor actor, String name) throws InterruptedException {
        requireVisible(actor, name, Permission.READ_APPLICATION);
        return window.events(actor.requestId(), name);
    }

    @Override
    public List<Series> metrics(Actor actor, String name, RangeQuery query) throws InterruptedException {
        requireVisible(actor, name, Permission.READ_APPLICATION);
        return window.metrics(actor.requestId(), name, query);
    }

    @Override
    public long awaitChange(Actor actor, String name, long seen, Duration limit) throws InterruptedException {
        requireVisible(actor, name, Permission.SEE_APPLICATION);
        return feed.await(name, seen, limit);
    }

    private void requireVisible(Actor actor, String name, Permission permission) {
        store.read(session -> visible(session, actor, name, permission));
    }

    static Application visible(Session session, Actor actor, String name, Permission permission) {
        Application application = session.applications().byName(name)
            .orElseThrow(() -> EngineException.notFound("application", name));
        return Access.require(session, actor, permission, application);
    }

    /** Returns an application with its row held, checked for permission, precondition and being there to stay. */
    private static Application held(Session session, Actor actor, String name, Permission permission,
            Optional<Long> ifMatch) {
        Application application = session.applications().lockByName(name)
            .orElseThrow(() -> EngineException.notFound("application", name));
        Access.require(session, actor, permission, application);
        Revisions.check(ifMatch, application.revision(), name);
        if (application.deleting()) {
            throw new EngineException(ErrorCode.CONFLICT, name + " is being deleted.");
        }
        return application;
    }

    private void changed(String name) {
        feed.changed(name);
        queue.add(name);
    }
}
