package io.leengine.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The agent of this host: the framework, configured, and whatever newer bundle is put into the folder {@code updates}. A bundle
 * there is taken while it is newer than the distribution's; a newer distribution wins again.
 */
final class RunningAgent implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RunningAgent.class.getName());
    private static final String AGENT = "io.leengine.loadbalancer.nginx.agent";
    private static final String BUS = "io.leengine.bus.etcd";

    private final HostFolder folder;
    private final Map<String, BundleJar> distribution;
    private final Map<String, BundleJar> run = new TreeMap<>();
    private final Map<String, String> failures = new ConcurrentHashMap<>();
    private final Instant since = Instant.now();
    private final ReentrantLock writing = new ReentrantLock();
    private final HostFolder.Hold hold;
    private final AgentFramework framework;
    private final WatchService watch;
    private final Thread follower;
    /** The bundle of which it is not known yet whether the agent runs with it; empty for none. */
    private volatile String trial = "";

    /** Starts it. */
    RunningAgent(HostFolder folder, HostSettings settings, Distribution own) throws AgentException, InterruptedException {
        this.folder = folder;
        this.hold = folder.hold();
        this.distribution = own.bundles();
        this.framework = begin();
        try {
            this.watch = folder.path().getFileSystem().newWatchService();
            folder.updates().register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
        } catch (IOException e) {
            throw new AgentException(AgentException.FAILED, folder.updates() + " cannot be watched: " + e.getMessage(), "", e);
        }
        framework.add(BUS, "default", settings.bus());
        framework.configure(AGENT, settings.agent());
        framework.onChange(this::tell);
        tell();
        this.follower = Thread.ofVirtual().name("updates").start(this::follow);
    }

    /** An update that cannot start gives its place to what the distribution has. */
    private AgentFramework begin() throws AgentException {
        run.putAll(wanted());
        try {
            return AgentFramework.start(run, folder.framework());
        } catch (AgentException e) {
            if (run.equals(distribution)) {
                throw e;
            }
            LOG.log(Level.SEVERE, "the updates in " + folder.updates() + " are left out: " + e.getMessage(), e);
            run.putAll(distribution);
            return AgentFramework.start(run, folder.framework());
        }
    }

    /** Returns of each bundle the file that is to run. */
    private Map<String, BundleJar> wanted() throws AgentException {
        Map<String, BundleJar> wanted = new TreeMap<>(distribution);
        BundleJar.readable(folder.updates()).values().stream()
            .filter(jar -> distribution.containsKey(jar.name()) && jar.isNewerThan(distribution.get(jar.name())))
            .forEach(jar -> wanted.put(jar.name(), jar));
        return wanted;
    }

    private void follow() {
        try {
            while (true) {
                update();
                WatchKey key = watch.take();
                key.pollEvents();
                key.reset();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void update() throws InterruptedException {
        try {
            for (BundleJar jar : wanted().values()) {
                BundleJar before = run.get(jar.name());
                if (!jar.version().equals(before.version())) {
                    update(before, jar);
                }
            }
        } catch (AgentException e) {
            LOG.log(Level.SEVERE, "what is in " + folder.updates() + " is not taken: " + e.getMessage(), e);
        }
    }

    private void update(BundleJar before, BundleJar now) throws AgentException, InterruptedException {
        LOG.info(() -> "updating " + now.name() + " from " + before.version() + " to " + now.version());
        failures.remove(now.name());
        trial = now.name();
        try {
            framework.update(before, now);
            run.put(now.name(), now);
            delete(before);
        } catch (AgentException e) {
            failures.put(now.name(), now.version() + " " + e.getMessage());
            delete(now);
        } finally {
            trial = "";
            tell();
        }
    }

    private void delete(BundleJar jar) throws AgentException {
        if (jar.file().startsWith(folder.updates())) {
            try {
                Files.deleteIfExists(jar.file());
            } catch (IOException e) {
                throw new AgentException(AgentException.FAILED, jar.file() + " cannot be deleted: " + e.getMessage(), "", e);
            }
        }
    }

    /** Writes down how it is. */
    private void tell() {
        writing.lock();
        try {
            TreeMap<String, String> values = new TreeMap<>();
            values.put(AgentStatus.PID, Long.toString(ProcessHandle.current().pid()));
            values.put(AgentStatus.SINCE, since.toString());
            values.put(AgentStatus.TRIAL, trial);
            framework.states().forEach((name, state) -> values.put(AgentStatus.BUNDLE + name, state));
            Map.copyOf(failures).forEach((name, failure) -> values.put(AgentStatus.FAILURE + name, failure));
            new AgentStatus(values).write(folder);
        } catch (IOException e) {
            LOG.log(Level.SEVERE, folder.status() + " cannot be written: " + e.getMessage(), e);
        } finally {
            writing.unlock();
        }
    }

    void awaitStop() throws InterruptedException {
        framework.awaitStop();
    }

    /** Ends it; nginx serves on. */
    @Override
    public void close() {
        follower.interrupt();
        framework.close();
        try {
            watch.close();
            Files.deleteIfExists(folder.status());
            hold.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the folder " + folder.path() + " was not left as it should be", e);
        }
    }
}
