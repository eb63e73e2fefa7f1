package io.leengine.rest;

import io.leengine.engine.Activities;
import io.leengine.engine.Actor;
import io.leengine.engine.DryRun;
import io.leengine.engine.Page;
import io.leengine.engine.Platform;
import io.leengine.engine.Product;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.ActivityFilter;
import io.leengine.engine.domain.Allocation;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.SeamKind;
import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.Health;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.HostReporting.HostReport;
import io.leengine.spi.loadbalancer.Upstream;
import io.leengine.spi.scheduler.CellStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The boss side in memory, with one cell and one group; and activity. */
final class MemoryPlatform implements Platform, Activities {
    final List<PartDetails> parts = new ArrayList<>();
    boolean ready = true;
    final List<String> missing = new ArrayList<>();
    boolean drained;

    @Override
    public Status status() {
        return new Status("local", "0.1.0", ready, List.copyOf(missing));
    }

    @Override
    public Product product() {
        return Product.PLATFORM;
    }

    @Override
    public List<Cell> cells(Actor actor) {
        return List.of(new Cell("room-1", "io.leengine.scheduler.local", 600, Health.up(),
            Optional.of(new CellStatus(List.of(new CellStatus.Node("n1", true, 2000, 1L << 30, 500, 1L << 20, 2)))),
            Allocation.NOTHING, drained ? new Drain(true, 1, List.of("hello")) : Drain.NONE));
    }

    @Override
    public Cell drain(Actor actor, String name, boolean wanted) {
        actor.requiredAdministrator();
        Cell cell = cell(actor, name);
        DryRun.end(new Activity(0, MemoryIdentity.THEN, actor.name(), wanted ? "cell.drain" : "cell.undrain",
            ResourceKind.PART, "scheduler/" + name, "", "", actor.requestId(), "ok"));
        drained = wanted;
        return cell(actor, cell.name());
    }

    @Override
    public List<Region> regions(Actor actor) {
        return List.of(new Region("local", List.of("room-1"), List.of("main")));
    }

    @Override
    public List<Engine> engines(Actor actor) {
        actor.requiredAdministrator();
        return List.of(new Engine("1", "host-1:7080", java.time.Instant.EPOCH, 100, true));
    }

    @Override
    public Cell cell(Actor actor, String name) {
        return cells(actor).stream().filter(cell -> cell.name().equals(name)).findFirst()
            .orElseThrow(() -> EngineException.notFound("cell", name));
    }

    @Override
    public List<Group> groups(Actor actor) {
        return List.of(new Group("main", "io.leengine.loadbalancer.embedded", Health.down("It does not answer."),
            List.of("127.0.0.1:7480"), "lb.example.org", List.of("192.0.2.80")));
    }

    @Override
    public List<HostReport> hosts(Actor actor, String group) {
        actor.requiredAdministrator();
        return List.of(new HostReport("lb-1", List.of("127.0.0.1:7480"), true, Map.of("nginx", "1.22.1"),
            Map.of("hello.localhost", "unknown directive")));
    }

    @Override
    public List<DomainStatus> domains(Actor actor, String group) {
        actor.requiredAdministrator();
        return List.of(new DomainStatus(DomainSpec.of("hello.localhost"), List.of(new DomainStatus.UpstreamStatus(
            new Upstream(new Endpoint("127.0.0.1", 4000), 10, "v1", "room-1", "i1"), true, 5, 0, 1))));
    }

    @Override
    public List<PartDetails> parts(Actor actor) {
        actor.requiredAdministrator();
        return List.copyOf(parts);
    }

    @Override
    public PartDetails create(Actor actor, PartDraft draft) {
        actor.requiredAdministrator();
        return put(draft, 1);
    }

    @Override
    public PartDetails update(Actor actor, SeamKind seam, String name, PartDraft draft, Optional<Long> ifMatch) {
        parts.clear();
        return put(draft, 2);
    }

    @Override
    public void delete(Actor actor, SeamKind seam, String name, Optional<Long> ifMatch) {
        parts.removeIf(details -> details.part().seam() == seam && details.part().name().equals(name));
    }

    @Override
    public List<Plugin> plugins(Actor actor) {
        actor.requiredAdministrator();
        return List.of(new Plugin("io.leengine.scheduler.local", Optional.of(SeamKind.SCHEDULER), "b", "1", "active",
            List.of(), "Local",
            List.of(new Setting("folder", "Folder", "Where", "string", true, List.of()))));
    }

    @Override
    public Page<Activity> list(Actor actor, ActivityFilter filter, Page.Request page) {
        return new Page<>(List.of(activity(7, actor, filter)), Optional.of("7"));
    }

    @Override
    public void export(Actor actor, ActivityFilter filter, Consumer<Activity> taker) {
        actor.requiredAdministrator();
        for (int id = 1; id <= 3; id++) {
            taker.accept(activity(id, actor, filter));
        }
    }

    private static Activity activity(long id, Actor actor, ActivityFilter filter) {
        return new Activity(id, MemoryIdentity.THEN, actor.name(), actor.id(), "user",
            filter.action().isEmpty() ? "code-build.run" : filter.action(), filter.kind().orElse(ResourceKind.USER),
            filter.resource(), "", new TreeMap<>(Map.of("ref", "main")), new TreeMap<>(Map.of("ref", "next")), "",
            actor.requestId(), "ok");
    }

    private PartDetails put(PartDraft draft, long revision) {
        PartDetails made = new PartDetails(new Part(draft.seam(), draft.name(), draft.plugin(),
            new TreeMap<>(draft.settings()), draft.nodeLimit(), MemoryIdentity.THEN, revision), true, Health.up());
        parts.add(made);
        return made;
    }
}
