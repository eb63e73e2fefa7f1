package io.leengine.itest;

import static org.junit.Assert.assertEquals;

import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;

/** A bundle of the distribution, to be replaced by another build of itself: here the same jar again. */
final class SwappedBundle implements AutoCloseable {
    private static final AtomicInteger INSTALLED = new AtomicInteger();

    private final BundleContext context;
    private final String name;
    private final String jar;
    private final List<String> others = new CopyOnWriteArrayList<>();
    private final SynchronousBundleListener watch;
    private Bundle bundle;

    SwappedBundle(BundleContext context, Bundle bundle) {
        this.context = context;
        this.bundle = bundle;
        this.name = bundle.getSymbolicName();
        this.jar = context.getProperty("leengine.home") + "/bundles/" + name + "-" + fileVersion(bundle) + ".jar";
        this.watch = event -> {
            if (!event.getBundle().getSymbolicName().equals(name)) {
                others.add(event.getBundle().getSymbolicName() + " had event " + event.getType());
            }
        };
        context.addBundleListener(watch);
    }

    private static String fileVersion(Bundle bundle) {
        return bundle.getVersion().toString().replaceFirst("\\.(?=[A-Z])", "-");
    }

    /** Where the classes of the bundle that is in use now come from. */
    ClassLoader classLoader() {
        return bundle.adapt(BundleWiring.class).getClassLoader();
    }

    /** The framework stops it, takes the new content, and starts it. */
    void updateInPlace() throws Exception {
        try (InputStream content = content()) {
            bundle.update(content);
        }
        assertEquals(Bundle.ACTIVE, bundle.getState());
    }

    /** The other one is there and resolved before this one stops. */
    void replaceSideBySide() throws Exception {
        Bundle next;
        try (InputStream content = content()) {
            next = context.installBundle("swapped:" + name + ":" + INSTALLED.incrementAndGet(), content);
        }
        Bundle before = bundle;
        before.stop();
        next.start();
        before.uninstall();
        bundle = next;
        assertEquals(Bundle.ACTIVE, bundle.getState());
    }

    private InputStream content() throws Exception {
        return URI.create("file:" + jar).toURL().openStream();
    }

    /** What happened to any other bundle meanwhile. */
    List<String> others() {
        return List.copyOf(others);
    }

    @Override
    public void close() {
        context.removeBundleListener(watch);
    }
}
