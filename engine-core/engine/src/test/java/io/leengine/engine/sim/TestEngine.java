package io.leengine.engine.sim;

import io.leengine.engine.Actor;
import io.leengine.engine.Applications;
import io.leengine.engine.Certificates;
import io.leengine.engine.Domains;
import io.leengine.engine.EngineSettings;
import io.leengine.engine.Product;
import io.leengine.engine.application.ApplicationService;
import io.leengine.engine.application.ApplicationWindow;
import io.leengine.engine.application.DomainChecks;
import io.leengine.engine.application.DomainService;
import io.leengine.engine.application.GroupAddresses;
import io.leengine.engine.certificate.CertificateService;
import io.leengine.engine.change.ChangeFeed;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.Version;
import io.leengine.engine.identity.Robots;
import io.leengine.engine.identity.StoredKeyRing;
import io.leengine.engine.image.ImageContent;
import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.platform.CellDrains;
import io.leengine.engine.platform.SecretSettings;
import io.leengine.engine.reconcile.DrainedCells;
import io.leengine.engine.reconcile.Reconciliation;
import io.leengine.engine.seam.CellRoom;
import io.leengine.engine.seam.CellWatchers;
import io.leengine.engine.seam.InstanceTable;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One engine's life over a store: what the assembly puts together, without OSGi. */
public final class TestEngine implements AutoCloseable {
    public static final Actor OWNER = new Actor(Actor.Kind.USER, "owner-id", "owner", false, "test", "");

    public final Seams seams = new Seams();
    public final InstanceTable table;
    public final ChangeFeed feed = new ChangeFeed();
    public final Reconciliation reconciliation;
    public final Applications applications;
    public final Domains domains;
    public final Certificates certificates;
    public final CellDrains drains;
    private final CellWatchers watchers;

    /** The only engine on its store. */
    public TestEngine(Store store, SimulatedRegistry registry) {
        this(store, registry, Ownership.alone());
    }

    /** One of several, if its ownership says so. */
    public TestEngine(Store store, SimulatedRegistry registry, Ownership ownership) {
        Clock clock = Clock.systemUTC();
        EngineSettings settings = settings(Path.of("target"));
        Changes changes = new Changes(store, clock);
        Robots robots = new Robots(new StoredKeyRing(store));
        table = new InstanceTable(clock);
        SecretSettings secrets = new SecretSettings(settings.data());
        reconciliation = new Reconciliation(store, seams, table, robots, feed, settings, clock, ownership,
            certificate -> CertificateService.opened(secrets, certificate));
        table.listen(feed::changed);
        table.listen(reconciliation.queue()::add);
        table.listenToCells(reconciliation::resync);
        watchers = new CellWatchers(table);
        List.of(watchers, reconciliation).forEach(seams::listen);
        seams.added(SeamKind.REGISTRY_STORAGE, "registry", registry.plugin());
        DomainChecks checks = new DomainChecks(seams);
        domains = new DomainService(store, changes, seams, checks, reconciliation.queue(), reconciliation.certificates(), feed);
        certificates = new CertificateService(store, changes, secrets, reconciliation.certificates()::add);
        applications = new ApplicationService(store, changes, new Ids(), settings, table, reconciliation.queue(), feed,
            new ImageContent(seams), new ApplicationWindow(seams, new GroupAddresses()),
            new CellRoom(seams), checks);
        drains = new CellDrains(store, changes, new DrainedCells(table), reconciliation::drained);
    }

    public static EngineSettings settings(Path data) {
        return new EngineSettings(Product.PLATFORM, data, "local", "1", "127.0.0.1:7080", "localhost", 1,
            data.resolve("parts.json"),
            Map.of("leengine.data", data.toString(), "leengine.lb.port", "7088"));
    }

    public static Part part(SeamKind seam, String name) {
        return new Part(seam, name, "io.leengine.test", new TreeMap<>(), 0, java.time.Instant.EPOCH, 1);
    }

    public static Version.Settings how(Duration grace) {
        return new Version.Settings(List.of(), new TreeMap<>(Map.of("A", "secret")), 8080, 100, 64L << 20, "/",
            Duration.ofSeconds(1), Duration.ofSeconds(1), 3, Duration.ofSeconds(60), grace);
    }

    public static Applications.Deployment deployment(Map<String, Integer> cells, int weight, boolean replace) {
        return new Applications.Deployment(Optional.of("latest"), Optional.empty(), how(Duration.ofSeconds(1)), cells,
            weight, replace);
    }

    public static Applications.Draft draft(String name) {
        return new Applications.Draft(name, "", "", "", "", true);
    }

    /** Begins, as the assembly does once everything is there. */
    public void start() {
        reconciliation.start();
    }

    @Override
    public void close() {
        watchers.close();
        reconciliation.close();
    }
}
