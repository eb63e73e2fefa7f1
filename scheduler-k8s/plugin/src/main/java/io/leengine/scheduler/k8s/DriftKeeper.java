package io.leengine.scheduler.k8s;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.scheduler.InstanceTemplate;
import io.leengine.spi.scheduler.VersionSpec;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells of versions that somebody has changed in the cluster, once a change, and puts them right where that is wished. */
final class DriftKeeper {
    private static final System.Logger LOG = System.getLogger(DriftKeeper.class.getName());
    private static final Duration CALL = Duration.ofSeconds(10);

    private final Options options;
    private final Cluster cluster;
    private final VersionManifests manifests;
    private final LinkedHashSet<String> changed = new LinkedHashSet<>();
    /** What was told of each version, so that it is told once. */
    private final Map<String, List<String>> told = new HashMap<>();
    private Mirrors mirrors;
    private Thread thread;

    DriftKeeper(Options options, Cluster cluster, VersionManifests manifests) {
        this.options = options;
        this.cluster = cluster;
        this.manifests = manifests;
    }

    void start(Mirrors over) {
        mirrors = over;
        thread = Thread.ofVirtual().name("drift-" + options.cell()).start(this::run);
    }

    /** A version is known anew; called with the mirror's lock held. */
    synchronized void look(String key, VersionState state) {
        if (state.drift().isEmpty()) {
            told.remove(key);
        } else if (!state.drift().equals(told.get(key))) {
            changed.add(key);
            notifyAll();
        }
    }

    synchronized void gone(String key) {
        told.remove(key);
        changed.remove(key);
    }

    private synchronized String await() throws InterruptedException {
        while (changed.isEmpty()) {
            wait();
        }
        return changed.removeFirst();
    }

    private void run() {
        Pause pause = new Pause();
        try {
            while (true) {
                String key = await();
                try {
                    mend(key);
                    pause.reset();
                } catch (EngineException e) {
                    LOG.log(Level.WARNING, "cell {0}: {1}", options.cell(), e.getMessage());
                    if (e.code() == ErrorCode.UNAVAILABLE) {
                        pause.take();
                        cluster.awaitReachable();
                        again(key);
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "cell {0}: drift is no longer looked for", options.cell());
        }
    }

    private synchronized void again(String key) {
        changed.add(key);
    }

    private void mend(String key) throws InterruptedException {
        Optional<VersionState> found = mirrors.versions().find(key).map(Reflection::value);
        if (found.isEmpty() || found.get().drift().isEmpty()) {
            return;
        }
        VersionState state = found.get();
        CallContext context = CallContext.of("drift-" + options.cell(), CALL);
        boolean mendable = options.restores() && state.template().isPresent();
        cluster.call(context, "The event of " + state.key(), client -> {
            ClusterEvents.tell(client, key.split("/", 2)[0], state.key(), "Drift", "It was changed in the cluster, not by the "
                + "engine: " + String.join(", ", state.drift()) + (mendable ? ". It is put right." : ". It is left so."), true);
            return null;
        });
        synchronized (this) {
            told.put(key, state.drift());
        }
        if (mendable) {
            InstanceTemplate template = state.template().get();
            mirrors.versions().put(cluster.call(context, "The version " + state.key(), client -> Applying.state(client,
                manifests.replicaSet(new VersionSpec(state.key(), template, state.instances()), state.seal()))));
        }
    }

    void close() throws InterruptedException {
        if (thread != null) {
            thread.interrupt();
            thread.join();
        }
    }
}
