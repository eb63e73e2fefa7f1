package io.leengine.launcher;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;

/**
 * The framework on one distribution. Its storage is kept between starts: an unchanged distribution installs nothing, and
 * what was installed or updated at run time stays. A changed one touches the bundles whose files changed.
 */
final class RunningFramework {
    private static final String REFERENCE = "reference:";
    private static final Logger LOG = Logger.getLogger(RunningFramework.class.getName());
    private static final Pattern MISSING =
            Pattern.compile("missing requirement \\[(\\S+) \\[[^]]*][^]]*] ([\\w.]+); (\\(\\S+\\))");

    private final Framework framework;
    private final int bundles;

    private RunningFramework(Framework framework, int bundles) {
        this.framework = framework;
        this.bundles = bundles;
    }

    static RunningFramework start(Distribution distribution, Path data, Map<String, String> properties)
            throws LaunchException {
        try {
            return startFrom(distribution, data, properties);
        } catch (IOException | BundleException e) {
            throw new LaunchException("the framework cannot start on " + data + ": " + e.getMessage(), e);
        }
    }

    /** How many bundles of the distribution are up. */
    int bundles() {
        return bundles;
    }

    /** Blocks until something stops the framework. */
    void awaitStop() throws InterruptedException {
        int kind;
        do {
            kind = framework.waitForStop(0).getType();
        } while (kind == FrameworkEvent.STOPPED_UPDATE);
    }

    /** Stops all bundles and the framework; tells whether that was done in time. */
    boolean stop(long timeoutMillis) throws BundleException, InterruptedException {
        framework.stop();
        return framework.waitForStop(timeoutMillis).getType() != FrameworkEvent.WAIT_TIMEDOUT;
    }

    private static RunningFramework startFrom(Distribution distribution, Path data, Map<String, String> properties)
            throws IOException, BundleException, LaunchException {
        Path record = data.resolve("framework.bundles");
        Snapshot before = Snapshot.read(record);
        List<Path> files = distribution.bundleFiles();
        Snapshot offered = Snapshot.of(origin(distribution), files, before);
        LockedBundles.read(distribution.home()).differences(offered.digests()).forEach(LOG::warning);
        InstalledBundles installed = InstalledBundles.read(data);
        Snapshot now = Snapshot.of(offered.origin(), installed.files(offered.digests(), before::digest),
                before.and(offered));
        boolean fresh = !now.origin().equals(before.origin());
        if (fresh && !before.files().isEmpty()) {
            LOG.warning("another distribution than last time: its bundles replace all that were installed before");
        }
        Framework framework = create(data, properties, fresh);
        framework.init();
        BundleContext context = framework.getBundleContext();
        context.addFrameworkListener(RunningFramework::log);
        if (!now.sameContent(before)) {
            // Without the record the next start begins anew: so a kill from here on costs time only.
            Files.deleteIfExists(record);
            install(context, before, now);
        }
        takeOutStrays(context, installed, now);
        putBackLost(context, now);
        framework.start();
        Snapshot run = startAll(context, distribution, installed, now);
        run.write(record);
        return new RunningFramework(framework, run.files().size());
    }

    /** The framework's jar carries its version in its name. */
    private static String origin(Distribution distribution) {
        return distribution.home() + " "
                + FrameworkFactory.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    private static Framework create(Path data, Map<String, String> properties, boolean fresh) {
        Map<String, String> configuration = new HashMap<>(properties);
        // A bundle and its successor are there side by side until the new one has proved itself.
        configuration.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        configuration.put(Constants.FRAMEWORK_STORAGE, data.resolve("framework").toString());
        if (fresh) {
            configuration.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        }
        return new FrameworkFactory().newFramework(configuration);
    }

    private static void install(BundleContext context, Snapshot before, Snapshot now) throws BundleException {
        for (String file : before.files().keySet()) {
            Bundle gone = context.getBundle(location(Path.of(file)));
            if (gone != null && !now.files().containsKey(file)) {
                gone.uninstall();
            }
        }
        for (Map.Entry<String, Snapshot.Entry> file : now.files().entrySet()) {
            Bundle bundle = context.getBundle(location(Path.of(file.getKey())));
            Snapshot.Entry earlier = before.files().get(file.getKey());
            if (bundle == null) {
                install(context, Path.of(file.getKey()));
            } else if (earlier != null && !file.getValue().sameContent(earlier)) {
                LOG.info(() -> "updating " + bundle.getSymbolicName() + " from the distribution");
                bundle.update();
            }
        }
    }

    private static Bundle install(BundleContext context, Path file) throws BundleException {
        Bundle bundle = context.installBundle(location(file));
        bundle.adapt(BundleStartLevel.class).setStartLevel(1);
        start(bundle);
        return bundle;
    }

    /**
     * Ends what a swap that was cut off left in the middle: a new bundle that was still on trial goes; one that holds is
     * marked to be started, which may not have come to pass.
     */
    private static void takeOutStrays(BundleContext context, InstalledBundles installed, Snapshot now)
            throws BundleException {
        for (Bundle bundle : context.getBundles()) {
            if (!bundle.getLocation().startsWith(REFERENCE + "file:")) {
                continue;
            }
            Path file = Path.of(URI.create(bundle.getLocation().substring(REFERENCE.length())));
            if (installed.keeps(file) && !now.files().containsKey(file.toString())) {
                bundle.uninstall();
            } else if (installed.keeps(file)) {
                start(bundle);
            }
        }
    }

    /** The framework drops a bundle of which its own storage was torn, as a kill in the middle of a write may do. */
    private static void putBackLost(BundleContext context, Snapshot now) throws BundleException {
        for (String file : now.files().keySet()) {
            if (context.getBundle(location(Path.of(file))) == null) {
                LOG.warning(() -> "putting " + Path.of(file).getFileName() + " back into the framework");
                install(context, Path.of(file));
            }
        }
    }

    /** Before the framework has started this only marks the bundle as one to start. */
    private static void start(Bundle bundle) throws BundleException {
        if (!isFragment(bundle)) {
            bundle.start();
        }
    }

    /** Returns what is up: an installed bundle that cannot start gives its place to the distribution's. */
    private static Snapshot startAll(BundleContext context, Distribution distribution, InstalledBundles installed,
            Snapshot now) throws LaunchException, BundleException, IOException {
        LaunchException first = null;
        List<Path> up = new ArrayList<>();
        for (String name : now.files().keySet()) {
            Path file = Path.of(name);
            Bundle bundle = context.getBundle(location(file));
            up.add(file);
            if (bundle == null || !bundle.adapt(BundleStartLevel.class).isPersistentlyStarted()) {
                LOG.info(() -> file.getFileName() + " was taken out or stopped by an operator and stays so");
            } else if (bundle.getState() != Bundle.ACTIVE && !isFragment(bundle)) {
                LaunchException failure = startOne(bundle, null);
                if (failure != null && installed.keeps(file)) {
                    up.removeLast();
                    first = instead(context, installed.giveUp(file, distribution.bundles(), failure.getMessage()), bundle,
                            up, first);
                } else if (first == null) {
                    first = failure;
                }
            }
        }
        if (first != null) {
            throw first;
        }
        return Snapshot.of(now.origin(), up, now);
    }

    private static LaunchException instead(BundleContext context, Path file, Bundle failed, List<Path> up,
            LaunchException first) throws BundleException {
        failed.uninstall();
        if (file == null) {
            return first;
        }
        up.add(file);
        return startOne(install(context, file), first);
    }

    private static LaunchException startOne(Bundle bundle, LaunchException first) {
        try {
            bundle.start();
            return first;
        } catch (BundleException e) {
            String line = "bundle " + bundle.getSymbolicName() + " " + bundle.getVersion() + " cannot start: "
                    + reason(e);
            LOG.log(Level.SEVERE, line, e);
            return first == null ? new LaunchException(line, e) : first;
        }
    }

    private static String reason(BundleException failure) {
        // The framework tells what is missing in its message only; the innermost requirement is the one at fault.
        Matcher missing = MISSING.matcher(String.valueOf(failure.getMessage()));
        String found = null;
        while (missing.find()) {
            found = "nothing provides " + missing.group(2) + " " + missing.group(3)
                    + ", which " + missing.group(1) + " needs";
        }
        if (found != null) {
            return found;
        }
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse(cause.toString());
    }

    private static boolean isFragment(Bundle bundle) {
        return (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    }

    private static String location(Path file) {
        return REFERENCE + file.toUri();
    }

    private static void log(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR || event.getType() == FrameworkEvent.WARNING) {
            Level level = event.getType() == FrameworkEvent.ERROR ? Level.SEVERE : Level.WARNING;
            LOG.log(level, String.valueOf(event.getBundle()), event.getThrowable());
        }
    }
}
