package io.leengine.engine.swap;

import io.leengine.engine.bundle.InstalledBundles;
import io.leengine.engine.bundle.JarStore;
import io.leengine.engine.bundle.LiveBundles;
import io.leengine.engine.bundle.TrustPolicy;
import io.leengine.engine.change.Changes;
import io.leengine.engine.platform.PartDrafts;
import io.leengine.engine.platform.PartProjector;
import io.leengine.engine.platform.SettingsCheck;
import io.leengine.engine.seam.InstanceTable;
import io.leengine.engine.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import org.osgi.framework.BundleContext;

/** Puts together what swaps bundles and parts. */
public final class Swapping implements AutoCloseable {
    /**
     * How swaps are done.
     *
     * @param data the engine's folder; bundles are kept in {@code bundles}, dropped into {@code plugins}
     * @param trust which bundles are let in
     * @param step how long a bundle may take to start or to stop
     * @param linger how long a bundle that was replaced stays for the calls that are still in it
     * @param trial how long a new part may take to become healthy
     * @param place the data folder among those of several engines; empty when there is only this one
     */
    public record Settings(Path data, TrustPolicy trust, Duration step, Duration linger, Duration trial,
            String place) {
    }

    private final LiveBundles bundles;
    private final BundleService service;
    private final PluginFolder folder;

    /** What it is made of. */
    public Swapping(BundleContext framework, Settings settings, Store store, Changes changes, InstanceTable table,
            PartDrafts drafts, PartProjector projector, SettingsCheck check) {
        JarStore jars = new JarStore(settings.data().resolve("bundles"));
        InstalledBundles installed = new InstalledBundles(jars.folder());
        this.bundles = new LiveBundles(framework, settings.step(), settings.linger());
        SwapRecords records = new SwapRecords(store, changes, settings.place());
        Trial trial = new Trial(framework, table, settings.trial());
        this.service = new BundleService(store, bundles, jars, installed, settings.trust(), check, drafts, records,
            new BundleExchange(bundles, jars, installed, records, trial),
            new PartExchange(store, drafts, projector, bundles, check, records, trial));
        this.folder = new PluginFolder(settings.data().resolve("plugins"), jars.folder().resolve("dropped"), service,
            changes);
    }

    /** Returns the service. */
    public BundleService service() {
        return service;
    }

    /** Settles what was left in the middle, then looks for what was dropped. */
    public void start() throws InterruptedException {
        service.start();
        folder.start();
    }

    @Override
    public void close() {
        folder.close();
        service.close();
        bundles.close();
    }
}
