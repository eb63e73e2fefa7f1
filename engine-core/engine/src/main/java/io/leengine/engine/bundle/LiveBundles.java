package io.leengine.engine.bundle;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/** The bundles of the running framework: what they are, and the steps that change one without touching another. */
public final class LiveBundles implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LiveBundles.class.getName());
    private static final Duration DISCARD = Duration.ofSeconds(5);
    private static final String REFERENCE = "reference:";

    private final BundleContext framework;
    private final Requirements requirements;
    private final Components components;
    private final Duration limit;
    private final Duration linger;
    /** Those that are replaced or useless, each with the mark of the wait after which it goes. */
    private final Map<Bundle, Object> leaving = new ConcurrentHashMap<>();
    private final ReentrantLock removal = new ReentrantLock();

    /**
     * @param framework the framework's own context
     * @param limit how long a bundle may take to start or to stop
     * @param linger how long a bundle that was replaced stays for the calls that are still in it
     */
    public LiveBundles(BundleContext framework, Duration limit, Duration linger) {
        this.framework = framework;
        this.requirements = new Requirements(framework);
        this.components = new Components(framework);
        this.limit = limit;
        this.linger = linger;
    }

    /** Returns all bundles but those that were replaced or refused and are leaving. */
    public List<Bundle> all() {
        return Stream.of(framework.getBundles()).filter(bundle -> !leaving.containsKey(bundle)).toList();
    }

    /** Returns the bundle of a symbolic name that runs, or else one that is there at all. */
    public Optional<Bundle> find(String symbolicName) {
        List<Bundle> named = all().stream().filter(bundle -> symbolicName.equals(bundle.getSymbolicName())).toList();
        return named.stream().filter(bundle -> bundle.getState() == Bundle.ACTIVE).findFirst()
            .or(() -> named.stream().findFirst());
    }

    /** Returns the file a bundle came from. */
    public static Optional<Path> file(Bundle bundle) {
        String location = bundle.getLocation();
        String plain = location.startsWith(REFERENCE) ? location.substring(REFERENCE.length()) : location;
        return plain.startsWith("file:") ? Optional.of(Path.of(URI.create(plain))) : Optional.empty();
    }

    /** Returns a bundle's state as a word. */
    public static String state(Bundle bundle) {
        String state = switch (bundle.getState()) {
            case Bundle.ACTIVE -> "ACTIVE";
            case Bundle.INSTALLED -> "INSTALLED";
            case Bundle.RESOLVED -> "RESOLVED";
            case Bundle.STARTING -> "STARTING";
            case Bundle.STOPPING -> "STOPPING";
            default -> "UNINSTALLED";
        };
        return state.toLowerCase(Locale.ROOT);
    }

    /** Collects the names of the bundles that are started or stopped from now until it is closed. */
    public Touched touched() {
        Touched touched = new Touched(framework);
        framework.addBundleListener(touched);
        return touched;
    }

    /** The names of bundles that were started or stopped. */
    public static final class Touched implements SynchronousBundleListener, AutoCloseable {
        private final BundleContext framework;
        private final Set<String> names = ConcurrentHashMap.newKeySet();

        private Touched(BundleContext framework) {
            this.framework = framework;
        }

        @Override
        public void bundleChanged(BundleEvent event) {
            if (event.getType() == BundleEvent.STARTED || event.getType() == BundleEvent.STOPPED) {
                names.add(event.getBundle().getSymbolicName());
            }
        }

        /** Returns the names, in order. */
        public List<String> names() {
            return List.copyOf(new TreeSet<>(names));
        }

        @Override
        public void close() {
            framework.removeBundleListener(this);
        }
    }

    /** Returns what keeps a bundle, or a component of it, from working. */
    public List<String> problems(Bundle bundle) {
        return bundle.getState() == Bundle.INSTALLED ? requirements.missing(bundle) : components.problems(bundle);
    }

    /** Returns the symbolic names of the bundles that a bundle takes packages from. */
    public static List<String> wiredTo(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return wiring == null ? List.of()
            : names(wiring.getRequiredWires(null).stream().map(BundleWire::getProvider).map(each -> each.getBundle()));
    }

    /** Returns the symbolic names of the bundles that take packages from a bundle. */
    public static List<String> neededBy(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return wiring == null ? List.of()
            : names(wiring.getProvidedWires(null).stream().map(BundleWire::getRequirer).map(each -> each.getBundle())
                .filter(each -> !each.equals(bundle)));
    }

    private static List<String> names(Stream<Bundle> bundles) {
        TreeSet<String> names = new TreeSet<>();
        bundles.forEach(bundle -> names.add(bundle.getSymbolicName()));
        return List.copyOf(names);
    }

    /**
     * Puts a bundle beside what runs, resolved but not started; refused with all that it lacks, and then gone again.
     */
    public Bundle add(BundleJar jar) {
        Bundle bundle = installed(jar);
        boolean fits = false;
        try {
            List<String> missing = requirements.missing(bundle);
            if (!missing.isEmpty()) {
                throw BundleJar.refused(missing).withNextStep("Build it against what this platform offers, or add the "
                    + "bundles that bring the rest.");
            }
            fits = true;
            return bundle;
        } finally {
            if (!fits) {
                discard(bundle);
            }
        }
    }

    private Bundle installed(BundleJar jar) {
        removal.lock();
        try {
            Bundle bundle = framework.installBundle(REFERENCE + jar.file().toUri());
            // The very file may still be leaving: then it stays.
            leaving.remove(bundle);
            return bundle;
        } catch (BundleException e) {
            throw BundleJar.refused("The framework does not take it: " + e.getMessage() + ".");
        } finally {
            removal.unlock();
        }
    }

    /** Starts a bundle for this run of the framework; its mark to be started at the next stays as it was. */
    public void start(Bundle bundle) throws InterruptedException {
        BoundedCall.run("The start of " + bundle, limit, () -> bundle.start(Bundle.START_TRANSIENT));
    }

    /** Stops a bundle for this run of the framework; its mark to be started at the next stays as it was. */
    public void stop(Bundle bundle) throws InterruptedException {
        BoundedCall.run("The stop of " + bundle, limit, () -> bundle.stop(Bundle.STOP_TRANSIENT));
    }

    /** Marks a running bundle to be started at the next start of the framework. */
    public void settle(Bundle bundle) throws InterruptedException {
        BoundedCall.run("The start of " + bundle, limit, bundle::start);
    }

    /**
     * Takes a stopped bundle out a while later: what was called in it before may still be ending, and needs its classes.
     */
    public void removeLater(Bundle bundle) {
        Object mark = new Object();
        leaving.put(bundle, mark);
        Thread.ofVirtual().name("leaving-" + bundle.getSymbolicName()).start(() -> {
            try {
                Thread.sleep(linger);
                leave(bundle, mark);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Takes out now what was to be taken out later. */
    @Override
    public void close() {
        Map.copyOf(leaving).forEach(this::leave);
    }

    /** Takes a bundle out that was not taken back meanwhile, nor has to wait anew. */
    private void leave(Bundle bundle, Object mark) {
        removal.lock();
        try {
            if (leaving.remove(bundle, mark)) {
                discard(bundle);
            }
        } finally {
            removal.unlock();
        }
    }

    /**
     * Takes a bundle out that is of no use; that it cannot be is no reason to fail for another: it is no longer counted,
     * and the next start of the framework takes it out.
     *
     * @return whether it is out
     */
    public boolean discard(Bundle bundle) {
        try {
            BoundedCall.run("The end of " + bundle, limit.compareTo(DISCARD) < 0 ? limit : DISCARD, bundle::uninstall);
            return true;
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} cannot be taken out before the next start: {1}", bundle,
                e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leaving.put(bundle, new Object());
        return false;
    }

    /** Refuses a change of a bundle that others are wired to: they would have to restart. */
    public static void requireUnused(Bundle bundle) {
        List<String> users = neededBy(bundle);
        if (!users.isEmpty()) {
            throw new EngineException(ErrorCode.CONFLICT, bundle.getSymbolicName() + " gives packages to "
                + String.join(", ", users) + "; those would have to restart with it.").withField(BundleJar.FIELD)
                .withNextStep("Change it with the distribution, while the engine is down.");
        }
    }
}
