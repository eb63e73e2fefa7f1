package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.leengine.model.EngineException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Keeps a {@link Mirror} like the cluster: a list, then a watch from that list's version on, with bookmarks. A watch that
 * ends goes on from the last version it told; one whose version the cluster has forgotten (410) begins with a list again.
 *
 * @param <T> the kind
 */
final class Reflector<T extends HasMetadata> {
    private static final System.Logger LOG = System.getLogger(Reflector.class.getName());
    private static final Duration LIST = Duration.ofSeconds(60);
    private static final Duration OPEN = Duration.ofSeconds(15);
    private static final long PAGE = 500;
    private static final long SHORT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String kind;
    private final Cluster cluster;
    private final ClusterList<T> source;
    private final Mirror<T, ?> mirror;
    private final Predicate<T> wanted;
    private final Thread thread;
    private final AtomicReference<CountDownLatch> following = new AtomicReference<>();
    private volatile String trouble = "";
    private volatile boolean forgotten;
    private volatile String version = "";

    /** How a kind is listed and watched in the whole cluster. */
    interface ClusterList<T extends HasMetadata> {
        KubernetesResourceList<T> list(ListOptions options);

        Watch watch(ListOptions options, Watcher<T> watcher);
    }

    /**
     * Starts at once.
     *
     * @param kind its plural, as rights name it
     * @param wanted which objects are kept
     */
    Reflector(String kind, Cluster cluster, ClusterList<T> source, Mirror<T, ?> mirror, Predicate<T> wanted) {
        this.kind = kind;
        this.cluster = cluster;
        this.source = source;
        this.mirror = mirror;
        this.wanted = wanted;
        this.thread = Thread.ofVirtual().name("reflect-" + kind + "-" + cluster.cell()).start(this::run);
    }

    /** Returns why the kind cannot be listed or watched; empty when it can. */
    String trouble() {
        return trouble;
    }

    private void run() {
        Pause pause = new Pause();
        try {
            while (true) {
                cluster.awaitReachable();
                try {
                    step(pause);
                } catch (KubernetesClientException e) {
                    EngineException fault = cluster.faults().of("The list of " + kind, e);
                    trouble = fault.getMessage() + fault.nextStep().map(step -> " " + step).orElse("");
                    LOG.log(Level.WARNING, "cell {0}: {1}", cluster.cell(), trouble);
                    cluster.suspect();
                    mirror.wake();
                    pause.take();
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "cell {0}: {1} are no longer followed", cluster.cell(), kind);
        }
    }

    private void step(Pause pause) throws InterruptedException {
        if (version.isEmpty()) {
            list();
            pause.reset();
        }
        long began = System.nanoTime();
        follow();
        if (System.nanoTime() - began < SHORT_NANOS) {
            pause.take();
        } else {
            pause.reset();
        }
    }

    private <V> void list() throws InterruptedException {
        @SuppressWarnings("unchecked")
        Mirror<T, V> target = (Mirror<T, V>) mirror;
        Map<String, Reflection<V>> fresh = new HashMap<>();
        String more = null;
        String read;
        do {
            ListOptions options = new ListOptionsBuilder().withLimit(PAGE).withContinue(more).build();
            KubernetesResourceList<T> page = cluster.within(LIST, () -> source.list(options));
            for (T object : page.getItems()) {
                if (wanted.test(object)) {
                    fresh.put(Mirror.key(object), target.read(object));
                }
            }
            more = page.getMetadata().getContinue();
            read = page.getMetadata().getResourceVersion();
        } while (more != null && !more.isEmpty());
        target.replace(fresh, Mirror.version(read));
        version = read;
        forgotten = false;
    }

    private void follow() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        following.set(ended);
        ListOptions options = new ListOptionsBuilder().withResourceVersion(version).withAllowWatchBookmarks(true).build();
        Watch watch = cluster.within(OPEN, () -> source.watch(options, new Follower(ended)));
        trouble = "";
        try {
            if (cluster.isReachable()) {
                ended.await();
            }
        } finally {
            watch.close();
        }
        if (forgotten) {
            version = "";
        }
    }

    /** Lets go of a watch that may hang on a connection nobody answers. */
    void interruptWatch() {
        CountDownLatch ended = following.get();
        if (ended != null) {
            ended.countDown();
        }
    }

    private final class Follower implements Watcher<T> {
        private final CountDownLatch ended;

        Follower(CountDownLatch ended) {
            this.ended = ended;
        }

        @Override
        public void eventReceived(Action action, T object) {
            if (ended.getCount() == 0 || object == null) {
                return; // a later watch tells it again
            }
            switch (action) {
                case ADDED, MODIFIED -> {
                    if (wanted.test(object)) {
                        mirror.put(object);
                    } else {
                        mirror.remove(object); // it was ours before somebody took its labels away
                    }
                }
                case DELETED -> mirror.remove(object);
                case BOOKMARK -> LOG.log(Level.TRACE, "bookmark");
                case ERROR -> {
                    forgotten = true;
                    ended.countDown();
                    return;
                }
            }
            version = object.getMetadata().getResourceVersion();
        }

        @Override
        public void onClose(WatcherException cause) {
            forgotten |= cause.isHttpGone();
            ended.countDown();
        }

        @Override
        public void onClose() {
            ended.countDown();
        }
    }

    void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
