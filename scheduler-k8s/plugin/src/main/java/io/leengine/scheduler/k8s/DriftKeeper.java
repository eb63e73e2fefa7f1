package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import io.leengine.spi.scheduler.VersionSpec;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells of versions that somebody has changed in the cluster, once a change, and puts them right where that is wished. */
final class DriftKeeper {
    private static final System.Logger LOG = System.getLogger(DriftKeeper.class.getName());
    private static final Duration CALL = Duration.ofSeconds(10);

    private final Options options;
    private final Cluster cluster;
    private final VersionManifests manifests;
    private final Clock clock;
    private final LinkedHashSet<String> changed = new LinkedHashSet<>();
    /** What was told of each version, so that it is told once. */
    private final Map<String, List<String>> told = new HashMap<>();
    /** Those that were stated anew for no other reason than that what is stated of a version has changed. */
    private final Set<String> restated = new HashSet<>();
    private Mirrors mirrors;
    private Thread thread;

    DriftKeeper(Options options, Cluster cluster, VersionManifests manifests, Clock clock) {
        this.options = options;
        this.cluster = cluster;
        this.manifests = manifests;
        this.clock = clock;
    }

    void start(Mirrors over) {
        mirrors = over;
        thread = Thread.ofVirtual().name("drift-" + options.cell()).start(this::run);
    }

    /** A version is known anew; called with the mirror's lock held. */
    synchronized void look(String key, VersionState state) {
        boolean drifted = !state.drift().isEmpty();
        if (!drifted) {
            told.remove(key);
        }
        if (drifted && !state.drift().equals(told.get(key)) || isToRestate(key, state)) {
            changed.add(key);
            notifyAll();
        }
    }

    /**
     * Whether another release, or other settings, stated it, and this has not put that right once. Only once: an engine of the
     * other release may run beside this one, and the two would go on about it for ever.
     */
    private boolean isToRestate(String key, VersionState state) {
        return state.outdated() && options.restores() && !restated.contains(key);
    }

    synchronized void gone(String key) {
        told.remove(key);
        changed.remove(key);
        restated.remove(key);
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
                    LOG.log(cluster.isClosed() ? Level.DEBUG : Level.WARNING, "cell {0}: {1}", options.cell(), e.getMessage());
                    if (e.code().retryable()) {
                        pause.take();
                        cluster.awaitReachable();
                        again(key);
                    }
                } catch (RuntimeException e) {
                    LOG.log(cluster.isClosed() ? Level.DEBUG : Level.ERROR, "cell " + options.cell() + ": the drift of " + key
                        + " could not be put right", e);
                    pause.take();
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
        Optional<Reflection<VersionState>> found = mirrors.versions().find(key);
        if (found.isEmpty()) {
            return;
        }
        VersionState state = found.get().value();
        CallContext context = CallContext.of("drift-" + options.cell(), CALL);
        if (!state.drift().isEmpty()) {
            tell(context, key, state);
        }
        boolean wrong = !state.drift().isEmpty() || state.outdated();
        if (wrong && options.restores() && state.template().isPresent()) {
            restate(context, key, found.get());
        }
    }

    /** Tells it once, however often it takes to put it right. */
    private void tell(CallContext context, String key, VersionState state) throws InterruptedException {
        synchronized (this) {
            if (state.drift().equals(told.get(key))) {
                return;
            }
        }
        boolean mendable = options.restores() && state.template().isPresent();
        cluster.call(context, "The event of " + state.key(), client -> {
            ClusterEvents.tell(client, clock, key.split("/", 2)[0], state.key(), "Drift", "It was changed in the cluster, not by "
                + "the engine: " + String.join(", ", state.drift()) + (mendable ? ". It is put right." : ". It is left so."));
            return null;
        });
        synchronized (this) {
            told.put(key, state.drift());
        }
    }

    /** Refused when the version has changed since it was looked at: its number, above all, must not be set back. */
    private void restate(CallContext context, String key, Reflection<VersionState> seen) throws InterruptedException {
        VersionState state = seen.value();
        ReplicaSet set = manifests.replicaSet(new VersionSpec(state.key(), state.template().orElseThrow(), state.statable()),
            state.seal());
        set.getMetadata().setResourceVersion(Long.toUnsignedString(seen.version()));
        mirrors.versions().answered(cluster.call(context, "The version " + state.key(),
            client -> Applying.state(client, set)));
        synchronized (this) {
            restated.add(key);
        }
    }

    /** The thread that puts right, to be ended before the cluster is closed. */
    Thread thread() {
        return thread;
    }
}
