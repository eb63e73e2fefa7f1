package io.leengine.engine.assembly;

import io.leengine.engine.Activities;
import io.leengine.engine.Applications;
import io.leengine.engine.Bundles;
import io.leengine.engine.Certificates;
import io.leengine.engine.CodeBuilds;
import io.leengine.engine.DeployTokens;
import io.leengine.engine.Domains;
import io.leengine.engine.EngineSettings;
import io.leengine.engine.Identity;
import io.leengine.engine.ImageGroups;
import io.leengine.engine.ImageSources;
import io.leengine.engine.ImageTags;
import io.leengine.engine.Images;
import io.leengine.engine.KeyRing;
import io.leengine.engine.LogIns;
import io.leengine.engine.Members;
import io.leengine.engine.Operations;
import io.leengine.engine.Platform;
import io.leengine.engine.Product;
import io.leengine.engine.Quotas;
import io.leengine.engine.RegistryAccess;
import io.leengine.engine.RegistryCollections;
import io.leengine.engine.SigningKeys;
import io.leengine.engine.Statistics;
import io.leengine.engine.TokenKeys;
import io.leengine.engine.application.ApplicationService;
import io.leengine.engine.application.ApplicationWindow;
import io.leengine.engine.application.DomainChecks;
import io.leengine.engine.application.DomainService;
import io.leengine.engine.application.GroupAddresses;
import io.leengine.engine.build.BaseImage;
import io.leengine.engine.build.BuildRunner;
import io.leengine.engine.build.CodeBuildService;
import io.leengine.engine.bundle.TrustPolicy;
import io.leengine.engine.certificate.CertificateService;
import io.leengine.engine.change.ChangeFeed;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.collection.BlobUse;
import io.leengine.engine.collection.CollectionService;
import io.leengine.engine.collection.Collector;
import io.leengine.engine.domain.RunningEngine;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.identity.DeployTokenService;
import io.leengine.engine.identity.FirstAdministrator;
import io.leengine.engine.identity.IdentityService;
import io.leengine.engine.identity.LogInService;
import io.leengine.engine.identity.OfflineTokens;
import io.leengine.engine.identity.Passwords;
import io.leengine.engine.identity.Robots;
import io.leengine.engine.identity.StoredKeyRing;
import io.leengine.engine.image.ImageContent;
import io.leengine.engine.image.ImageGroupService;
import io.leengine.engine.image.ImageService;
import io.leengine.engine.image.ImageSourceService;
import io.leengine.engine.image.ImageTagService;
import io.leengine.engine.image.ManifestIndex;
import io.leengine.engine.image.ManifestReader;
import io.leengine.engine.image.PullCounts;
import io.leengine.engine.image.RegistryAccessService;
import io.leengine.engine.image.RetentionPass;
import io.leengine.engine.member.MemberService;
import io.leengine.engine.monitor.Sampler;
import io.leengine.engine.operation.OperationService;
import io.leengine.engine.ownership.Following;
import io.leengine.engine.ownership.Keeper;
import io.leengine.engine.ownership.Membership;
import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.ownership.Place;
import io.leengine.engine.platform.ActivityService;
import io.leengine.engine.platform.CellDrains;
import io.leengine.engine.platform.Engines;
import io.leengine.engine.platform.Housekeeping;
import io.leengine.engine.platform.InstalledPlugins;
import io.leengine.engine.platform.PartDrafts;
import io.leengine.engine.platform.PartProjector;
import io.leengine.engine.platform.PlatformService;
import io.leengine.engine.platform.SecretSettings;
import io.leengine.engine.platform.Seed;
import io.leengine.engine.platform.SettingsCheck;
import io.leengine.engine.platform.StatisticsService;
import io.leengine.engine.quota.QuotaService;
import io.leengine.engine.reconcile.DrainedCells;
import io.leengine.engine.reconcile.Reconciliation;
import io.leengine.engine.seam.CellRoom;
import io.leengine.engine.seam.CellWatchers;
import io.leengine.engine.seam.InstanceTable;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.signing.KeyRotation;
import io.leengine.engine.signing.SigningKeyService;
import io.leengine.engine.store.Store;
import io.leengine.engine.swap.Swapping;
import io.leengine.model.Identifiers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.MetaTypeService;

/** Puts the engine together when the store is there, and takes it apart in the opposite order. */
@Component(immediate = true, service = {})
public final class EngineComponent {
    /** How long a call waits for a part that went a moment ago: most likely it is being swapped. */
    private static final Duration SWAP_GRACE = Duration.ofSeconds(5);

    private final BundleContext framework;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final List<ServiceRegistration<?>> services = new ArrayList<>();

    /** Starts the engine. */
    @Activate
    public EngineComponent(BundleContext framework, @Reference Store store, @Reference ConfigurationAdmin admin,
            @Reference MetaTypeService metatypes) throws InterruptedException {
        this.framework = framework;
        EngineSettings settings = settings();
        Clock clock = Clock.systemUTC();
        Ids ids = new Ids();
        Passwords passwords = new Passwords();
        Changes changes = new Changes(store, clock);
        ChangeFeed feed = new ChangeFeed();
        Seams seams = new Seams(SWAP_GRACE);
        StoredKeyRing keys = new StoredKeyRing(store);
        Robots robots = new Robots(keys);

        SecretSettings secrets = new SecretSettings(settings.data());
        if (store.shared()) {
            secrets.requireShared(store, settings.data());
        }
        String place = store.shared() ? Place.of(settings.data()) : "";
        RunningEngine here = new RunningEngine(ids.next(), place, host(store) + ":" + property("leengine.http.port", "7080"), 0,
            clock.instant());
        Membership membership = new Membership(store, here, ids::next, System::nanoTime);
        Optional<Keeper> keeper = store.shared() ? Optional.of(opened(new Keeper(membership))) : Optional.empty();
        Ownership ownership = keeper.isPresent() ? membership : Ownership.alone();

        new FirstAdministrator(store, passwords, settings.data()).ensure();
        new Seed(store, settings).ensure();

        InstanceTable table = new InstanceTable(clock);
        Reconciliation reconciliation = opened(new Reconciliation(store, seams, table, robots, feed, settings, clock,
            ownership, certificate -> CertificateService.opened(secrets, certificate)));
        table.listen(feed::changed);
        table.listen(reconciliation.queue()::add);
        table.listenToCells(reconciliation::resync);
        GroupAddresses addresses = new GroupAddresses();
        CellWatchers watchers = opened(new CellWatchers(table));
        List.of(watchers, addresses, reconciliation).forEach(seams::listen);
        BaseImage baseImage = opened(new BaseImage(seams, robots, settings.registryAddress()));
        BuildRunner runner = opened(new BuildRunner(store, seams, robots, baseImage, feed, clock,
            settings.registryAddress(), ownership));
        IdentityService identity = new IdentityService(store, changes, passwords, ids);
        PartProjector projector = opened(new PartProjector(store, settings, admin, secrets));
        Housekeeping housekeeping = opened(new Housekeeping(store, clock, days("leengine.activity.days", 400),
            days("leengine.statistics.days", 1_100), ownership));
        Duration grace = hours("leengine.collection.grace.hours", 24, 1);
        Collector collector = opened(new Collector(store, seams, clock,
            Collector.Settings.of(grace, hours("leengine.collection.hours", 24, 0)), ownership));
        ManifestReader reader = new ManifestReader(seams);
        PullCounts pulls = opened(new PullCounts(store, clock));
        ManifestIndex manifests = opened(new ManifestIndex(store, seams, clock, reader, ownership));
        RetentionPass retention = opened(new RetentionPass(store, changes, seams, ownership));

        register(KeyRing.class, keys);
        SigningKeyService signingKeys = new SigningKeyService(store, changes, ids, secrets,
            days("leengine.signing.key.days", 30));
        KeyRotation rotation = opened(new KeyRotation(signingKeys, store, ownership));
        register(TokenKeys.class, signingKeys);
        register(SigningKeys.class, signingKeys);
        register(Identity.class, identity);
        register(LogIns.class, new LogInService(store, changes, passwords, ids, seams, identity));
        register(DeployTokens.class, new DeployTokenService(store, changes, ids, identity));
        BlobUse use = new BlobUse(store, clock, grace);
        register(RegistryAccess.class, new RegistryAccessService(store, changes, ids, identity, robots,
            new OfflineTokens(keys, identity, clock), use, reader, pulls));
        register(RegistryCollections.class, new CollectionService(store, changes, ids, seams, collector::start));
        register(Images.class, new ImageService(store, changes, ids, seams));
        register(ImageTags.class, new ImageTagService(store, changes, seams, reader, use));
        register(ImageGroups.class, new ImageGroupService(store, changes, ids));
        register(ImageSources.class, new ImageSourceService(store, changes, ids, secrets, reader));
        register(Members.class, new MemberService(store, changes));
        if (settings.product() == Product.PLATFORM) {
            DomainChecks checks = new DomainChecks(seams);
            register(CodeBuilds.class, new CodeBuildService(store, changes, ids, seams, runner, feed));
            register(Applications.class, new ApplicationService(store, changes, ids, settings, table,
                reconciliation.queue(), feed, new ImageContent(seams), new ApplicationWindow(seams, addresses),
                new CellRoom(seams), checks));
            register(Domains.class, new DomainService(store, changes, seams, checks, reconciliation.queue(),
                reconciliation.certificates(), feed));
            register(Certificates.class, new CertificateService(store, changes, secrets,
                reconciliation.certificates()::add));
        }
        register(Activities.class, new ActivityService(store));
        register(Quotas.class, new QuotaService(store, changes));
        register(Statistics.class, new StatisticsService(store));
        OperationService operations = opened(new OperationService(store, table, reconciliation.queue()::problem, clock));
        register(Operations.class, operations);
        InstalledPlugins installed = new InstalledPlugins(framework, metatypes);
        SettingsCheck check = new SettingsCheck(metatypes);
        PartDrafts drafts = new PartDrafts(installed, check, secrets, settings, clock);
        register(Platform.class, new PlatformService(store, changes, settings, seams, table, projector, installed, drafts,
            new Engines(store, here, membership::id), new CellDrains(store, changes, new DrainedCells(table),
                reconciliation::drained), System::nanoTime));
        Swapping swapping = opened(new Swapping(framework.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getBundleContext(),
            swapSettings(settings, place), store, changes, table, drafts, projector, check));
        register(Bundles.class, swapping.service());

        for (SeamKind kind : settings.product().seams()) {
            opened(new SeamTracker(framework, kind, seams));
        }
        projector.changed();
        if (keeper.isPresent()) {
            opened(new Following(store, new News(reconciliation, feed, runner, projector, table),
                System::nanoTime)).start();
            keeper.get().start();
        }
        if (settings.product() == Product.PLATFORM) {
            opened(new Sampler(seams, table, clock));
            reconciliation.start();
            baseImage.start();
            runner.start();
        }
        housekeeping.start();
        collector.start();
        rotation.start();
        pulls.start();
        manifests.start();
        retention.start();
        operations.start();
        swapping.start();
    }

    private static String host(Store store) {
        try {
            // Asked only where others are to know it: a look-up of names takes its time.
            return store.shared() ? InetAddress.getLocalHost().getHostName() : "localhost";
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private Swapping.Settings swapSettings(EngineSettings settings, String place) {
        return new Swapping.Settings(settings.data(),
            new TrustPolicy(TrustPolicy.rule(property("leengine.bundles.trust", "any")), settings.data()),
            seconds("leengine.swap.step.seconds", 15), seconds("leengine.swap.linger.seconds", 30),
            seconds("leengine.swap.trial.seconds", 30), place);
    }

    private Duration seconds(String name, int otherwise) {
        return Duration.ofSeconds(Identifiers.within(name, Integer.parseInt(property(name, Integer.toString(otherwise))), 1,
            600));
    }

    private Duration days(String name, int otherwise) {
        return Duration.ofDays(Identifiers.within(name, Integer.parseInt(property(name, Integer.toString(otherwise))), 1,
            36_500));
    }

    private Duration hours(String name, int otherwise, int least) {
        return Duration.ofHours(Identifiers.within(name, Integer.parseInt(property(name, Integer.toString(otherwise))), least,
            24 * 365));
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private <S> void register(Class<S> type, S service) {
        services.add(framework.registerService(type, service, null));
    }

    private EngineSettings settings() {
        Path data = Path.of(property("leengine.data", "data")).toAbsolutePath();
        String port = property("leengine.http.port", "7080");
        return new EngineSettings(Product.of(property("leengine.product", Product.PLATFORM.label())), data,
            property("leengine.region", "local"), framework.getBundle().getVersion().toString(),
            property("leengine.registry.address", "127.0.0.1:" + port), property("leengine.host.suffix", "localhost"),
            Integer.parseInt(property("leengine.cells.least", "2")),
            Path.of(property("leengine.seed", data.resolve("parts.json").toString())),
            Map.of("leengine.data", data.toString(), "leengine.lb.address", property("leengine.lb.address", "127.0.0.1"),
                "leengine.lb.port", property("leengine.lb.port", "7088")));
    }

    private String property(String name, String otherwise) {
        return Optional.ofNullable(framework.getProperty(name)).filter(value -> !value.isBlank()).orElse(otherwise);
    }

    /** Stops the engine; what it drives goes on. */
    @Deactivate
    void stop() throws Exception {
        services.forEach(ServiceRegistration::unregister);
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }
}
