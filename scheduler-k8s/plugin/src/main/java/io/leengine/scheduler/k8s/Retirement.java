package io.leengine.scheduler.k8s;

import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import io.leengine.spi.scheduler.Instance;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Ends instances that were chosen to go and are still there when their version has come down to its number. The cluster
 * lets go of pods that are not ready before it looks at what a pod's deletion costs, so it may have ended another; that
 * one is replaced then. Pods that have ended for good are cleared away, too.
 */
final class Retirement {
    private static final System.Logger LOG = System.getLogger(Retirement.class.getName());
    private static final Duration CALL = Duration.ofSeconds(10);

    private final Options options;
    private final Cluster cluster;
    private final Set<String> due = new HashSet<>();
    private Mirrors mirrors;
    private Thread thread;
    private boolean signalled;

    Retirement(Options options, Cluster cluster) {
        this.options = options;
        this.cluster = cluster;
    }

    void start(Mirrors over) {
        mirrors = over;
        thread = Thread.ofVirtual().name("retire-" + options.cell()).start(this::run);
    }

    /** A pod is known anew; called with the mirror's lock held. */
    synchronized void look(String key, PodState pod) {
        boolean going = pod.instance().filter(each -> each.state() != Instance.State.STOPPING).isPresent();
        if (pod.retireAt().isPresent() && going || pod.ended()) {
            due.add(key);
            signal();
        } else {
            due.remove(key);
        }
    }

    synchronized void look(Map<String, Reflection<PodState>> all) {
        due.clear();
        all.forEach((key, each) -> look(key, each.value()));
    }

    synchronized void gone(String key) {
        due.remove(key);
    }

    /** A version may have come down to its number. */
    synchronized void signal() {
        signalled = true;
        notifyAll();
    }

    private synchronized List<String> await() throws InterruptedException {
        while (!signalled || due.isEmpty()) {
            wait();
        }
        signalled = false;
        return List.copyOf(due);
    }

    private void run() {
        Pause pause = new Pause();
        try {
            while (true) {
                if (endAll(await())) {
                    pause.reset();
                } else {
                    pause.take();
                    cluster.awaitReachable();
                    signal();
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "cell {0}: retirements end", options.cell());
        }
    }

    /** Returns whether all could be looked at: one that cannot be ended must not keep the others. */
    private boolean endAll(List<String> pods) throws InterruptedException {
        boolean all = true;
        for (String key : pods) {
            try {
                end(key);
            } catch (EngineException e) {
                all = false;
                LOG.log(cluster.isClosed() ? Level.DEBUG : Level.WARNING, "cell {0}: {1}", options.cell(), e.getMessage());
                if (!cluster.isReachable()) {
                    return false; // none of the others could be ended either
                }
            } catch (RuntimeException e) {
                all = false;
                LOG.log(cluster.isClosed() ? Level.DEBUG : Level.ERROR, "cell " + options.cell() + ": " + key
                    + " could not be ended", e);
            }
        }
        return all;
    }

    private void end(String key) throws InterruptedException {
        Optional<PodState> pod = mirrors.pods().find(key).map(Reflection::value);
        if (pod.isPresent() && (pod.get().ended() || isSettled(key, pod.get()))) {
            delete(CallContext.of("retire-" + options.cell(), CALL), key, pod.get().uid());
        }
    }

    /** Deletes a pod, if it is still the one that was seen. */
    void delete(CallContext context, String key, String uid) throws InterruptedException {
        String[] names = key.split("/", 2);
        boolean there = cluster.call(context, "The instance " + names[1],
            client -> Deletion.pod(client, names[0], names[1], uid));
        if (!there) {
            mirrors.pods().forget(key, uid);
        }
    }

    /** Whether the version has come down to the number at which this pod is to be gone. */
    private boolean isSettled(String key, PodState pod) {
        return pod.retireAt().isPresent() && pod.instance().filter(each -> each.state() != Instance.State.STOPPING)
            .map(Instance::version)
            .flatMap(version -> mirrors.versions().find(Mirror.key(key.split("/", 2)[0], Names.version(version))))
            .map(Reflection::value)
            .filter(version -> version.settled() && version.instances() <= pod.retireAt().getAsInt()).isPresent();
    }

    /** The thread that ends instances, to be ended before the cluster is closed. */
    Thread thread() {
        return thread;
    }
}
