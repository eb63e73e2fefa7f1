package io.leengine.scheduler.k8s;

import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import io.leengine.spi.scheduler.Instance;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
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
    private final Set<String> held = new HashSet<>();
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
        if (pod.retired() && going || pod.ended()) {
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

    /** Not to be ended before the version's number is stated. */
    synchronized void hold(Collection<String> pods) {
        held.addAll(pods);
    }

    synchronized void release(Collection<String> pods) {
        held.removeAll(pods);
        signal();
    }

    private synchronized List<String> await() throws InterruptedException {
        while (!signalled || due.isEmpty()) {
            wait();
        }
        signalled = false;
        return due.stream().filter(key -> !held.contains(key)).toList();
    }

    private void run() {
        Pause pause = new Pause();
        try {
            while (true) {
                List<String> pods = await();
                try {
                    for (String key : pods) {
                        end(key);
                    }
                    pause.reset();
                } catch (EngineException e) {
                    LOG.log(cluster.isClosed() ? Level.DEBUG : Level.WARNING, "cell {0}: {1}", options.cell(), e.getMessage());
                    pause.take();
                    cluster.awaitReachable();
                    signal();
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "cell {0}: retirements end", options.cell());
        }
    }

    private void end(String key) throws InterruptedException {
        Optional<PodState> pod = mirrors.pods().find(key).map(Reflection::value);
        if (pod.isPresent() && (pod.get().ended() || isSettled(key, pod.get()))) {
            String[] names = key.split("/", 2);
            cluster.call(CallContext.of("retire-" + options.cell(), CALL), "The instance " + names[1], client -> {
                Deletion.pod(client, names[0], names[1], pod.get().uid());
                return null;
            });
        }
    }

    private boolean isSettled(String key, PodState pod) {
        return pod.retired() && pod.instance().filter(each -> each.state() != Instance.State.STOPPING).map(Instance::version)
            .flatMap(version -> mirrors.versions().find(Mirror.key(key.split("/", 2)[0], Names.version(version))))
            .filter(each -> each.value().settled()).isPresent();
    }

    void close() throws InterruptedException {
        if (thread != null) {
            thread.interrupt();
            thread.join();
        }
    }
}
