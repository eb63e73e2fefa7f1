package io.leengine.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * The framework with the bundles of the distribution, or newer ones of the host's own. Its storage is made anew at each start, and
 * configurations are kept in memory only: there are secrets in them. Its end does not touch nginx.
 */
final class AgentFramework implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AgentFramework.class.getName());
    private static final Duration STOP = Duration.ofSeconds(15);
    private static final Duration SERVICE = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 20;
    private static final String AGENT_RUNS = "(leengine.runs=agent)";
    private static final String ANY = "?";

    private final Framework framework;
    private final Duration agentLimit;
    private final Map<String, Bundle> bundles = new TreeMap<>();

    private AgentFramework(Framework framework, Duration agentLimit) {
        this.framework = framework;
        this.agentLimit = agentLimit;
    }

    /** Starts one; of each bundle the given file. */
    static AgentFramework start(Map<String, BundleJar> files, Path storage) throws AgentException {
        return start(files, storage, SERVICE);
    }

    /** @param agentLimit how long the agent may take until it runs with a bundle that was replaced */
    static AgentFramework start(Map<String, BundleJar> files, Path storage, Duration agentLimit) throws AgentException {
        Framework made = new FrameworkFactory().newFramework(Map.of(
            Constants.FRAMEWORK_STORAGE, storage.toString(),
            Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
            // Shared with this program; whatever bundle has them too is wired to these.
            Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "org.osgi.service.cm;version=\"1.6.1\"",
            "felix.cm.pm", "memory"));
        AgentFramework started = new AgentFramework(made, agentLimit);
        boolean whole = false;
        try {
            started.begin(files);
            whole = true;
            return started;
        } catch (BundleException e) {
            throw new AgentException(AgentException.FAILED, "The framework does not start: " + e.getMessage(), "", e);
        } finally {
            if (!whole) {
                started.close();
            }
        }
    }

    private void begin(Map<String, BundleJar> files) throws BundleException {
        framework.init();
        BundleContext context = framework.getBundleContext();
        context.addFrameworkListener(AgentFramework::log);
        for (BundleJar jar : files.values()) {
            bundles.put(jar.name(), context.installBundle("reference:" + jar.file().toUri()));
        }
        framework.start();
        for (Bundle bundle : bundles.values()) {
            bundle.start();
        }
    }

    private static void log(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR || event.getType() == FrameworkEvent.WARNING) {
            Level level = event.getType() == FrameworkEvent.ERROR ? Level.SEVERE : Level.WARNING;
            LOG.log(level, String.valueOf(event.getBundle()), event.getThrowable());
        }
    }

    /** Calls back at each change of a bundle, on the thread that made it or one of the framework's. */
    void onChange(Runnable callback) {
        framework.getBundleContext().addBundleListener(event -> callback.run());
    }

    /** Gives a component its configuration. */
    void configure(String pid, Dictionary<String, Object> settings) throws AgentException, InterruptedException {
        try {
            service(ConfigurationAdmin.class, "").getConfiguration(pid, ANY).update(settings);
        } catch (IOException e) {
            throw new UncheckedIOException("The configurations are in memory", e);
        }
    }

    /** Has a component made by a configuration of its own. */
    void add(String pid, String name, Dictionary<String, Object> settings) throws AgentException, InterruptedException {
        try {
            service(ConfigurationAdmin.class, "").getFactoryConfiguration(pid, name, ANY).update(settings);
        } catch (IOException e) {
            throw new UncheckedIOException("The configurations are in memory", e);
        }
    }

    /**
     * Has a bundle that was configured for it do a task.
     *
     * @return what came of it in words, empty when all is well
     */
    String task(String name) throws AgentException, InterruptedException {
        Callable<?> service = service(Callable.class, "(leengine.task=" + name + ")");
        FutureTask<String> task = new FutureTask<>(() -> String.valueOf(service.call()));
        Thread worker = Thread.ofVirtual().name("task").start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new AgentException(AgentException.FAILED, "The task '" + name + "' failed: " + e.getCause(), "", e);
        } finally {
            worker.interrupt();
        }
    }

    private <S> S service(Class<S> type, String filter) throws AgentException, InterruptedException {
        BundleContext context = framework.getBundleContext();
        long deadline = System.nanoTime() + SERVICE.toNanos();
        while (true) {
            for (ServiceReference<S> reference : references(context, type, filter)) {
                S service = context.getService(reference);
                if (service != null) {
                    return service;
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AgentException(AgentException.FAILED, "The agent's parts did not come up within " + SERVICE.toSeconds()
                    + " s; the lines above say why.", "");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static <S> List<ServiceReference<S>> references(BundleContext context, Class<S> type, String filter) {
        try {
            return new ArrayList<>(context.getServiceReferences(type, filter.isEmpty() ? null : filter));
        } catch (org.osgi.framework.InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /**
     * Replaces a bundle; the others run on. Puts the former back where the new one does not start, or the agent does not run with
     * it.
     */
    void update(BundleJar before, BundleJar now) throws AgentException, InterruptedException {
        Bundle bundle = bundles.get(now.name());
        try {
            replace(bundle, now.file());
            awaitAgent();
        } catch (AgentException | BundleException | IOException e) {
            LOG.log(Level.SEVERE, now.name() + " " + now.version() + " does not run; " + before.version() + " is put back", e);
            try {
                replace(bundle, before.file());
            } catch (BundleException | IOException worse) {
                worse.addSuppressed(e);
                throw new AgentException(AgentException.FAILED, before.name() + " " + before.version()
                    + " could not be put back: " + worse.getMessage(), "Start the agent again.", worse);
            }
            throw new AgentException(AgentException.FAILED, String.valueOf(e.getMessage()), "", e);
        }
    }

    private static void replace(Bundle bundle, Path file) throws IOException, BundleException {
        try (InputStream in = Files.newInputStream(file)) {
            bundle.update(in);
        }
        // The framework starts it itself and tells of a failure as an event only.
        bundle.start();
    }

    /** A bundle may be active and its components not: the agent's says of itself that it runs. */
    private void awaitAgent() throws AgentException, InterruptedException {
        long deadline = System.nanoTime() + agentLimit.toNanos();
        while (!agentRuns()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AgentException(AgentException.FAILED, "The agent did not run with it within " + agentLimit.toSeconds()
                    + " s.", "");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private boolean agentRuns() {
        BundleContext context = framework.getBundleContext();
        for (ServiceReference<BooleanSupplier> reference : references(context, BooleanSupplier.class, AGENT_RUNS)) {
            BooleanSupplier runs = context.getService(reference);
            if (runs != null) {
                try {
                    if (runs.getAsBoolean()) {
                        return true;
                    }
                } finally {
                    context.ungetService(reference);
                }
            }
        }
        return false;
    }

    /** Returns each bundle's version, state and when it was last changed. */
    Map<String, String> states() {
        Map<String, String> states = new TreeMap<>();
        bundles.forEach((name, bundle) -> states.put(name, bundle.getVersion() + " " + state(bundle.getState()) + " "
            + Instant.ofEpochMilli(bundle.getLastModified())));
        return states;
    }

    private static String state(int state) {
        return switch (state) {
            case Bundle.ACTIVE -> AgentStatus.ACTIVE;
            case Bundle.STARTING -> "STARTING";
            case Bundle.STOPPING -> "STOPPING";
            case Bundle.RESOLVED -> "RESOLVED";
            case Bundle.INSTALLED -> "INSTALLED";
            default -> "UNINSTALLED";
        };
    }

    /** Waits until something stops it. */
    void awaitStop() throws InterruptedException {
        framework.waitForStop(0);
    }

    @Override
    public void close() {
        try {
            framework.stop();
            if (framework.waitForStop(STOP.toMillis()).getType() == FrameworkEvent.WAIT_TIMEDOUT) {
                LOG.severe("the framework did not stop within " + STOP.toSeconds() + " s");
            }
        } catch (BundleException e) {
            LOG.log(Level.SEVERE, "the framework could not be stopped", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
