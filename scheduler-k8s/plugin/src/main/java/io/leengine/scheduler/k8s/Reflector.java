package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.leengine.model.EngineException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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
    private static final int GONE = 410;
    private static final long PAGE = 500;
    private static final long SHORT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String kind;
    private final Cluster cluster;
    private final ClusterList<T> source;
    private final Mirror<T, ?> mirror;
    private final Predicate<T> wanted;
    private final Thread thread;
    private final AtomicReference<WatchStream> following = new AtomicReference<>();
    private volatile String trouble = "";
    private String version = "";

    /** How a kind is listed and watched in the whole cluster. */
    interface ClusterList<T extends HasMetadata> {
        KubernetesResourceList<T> list(ListOptions options);

        /** Returns where its watch is, below the apiserver's address, with the query that selects. */
        String path();
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
    }

    private void follow() throws InterruptedException {
        String path = source.path() + (source.path().contains("?") ? "&" : "?") + "watch=true&allowWatchBookmarks=true"
            + "&resourceVersion=" + version;
        try (WatchStream watch = cluster.within(OPEN, () -> WatchStream.open(cluster.client(), path))) {
            following.set(watch);
            trouble = "";
            read(watch);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LOG.log(Level.DEBUG, "cell {0}: the watch of {1} broke: {2}", cluster.cell(), kind, e.getMessage());
            cluster.suspect();
        } catch (KubernetesClientException e) {
            if (e.getCode() != GONE) {
                throw e;
            }
            LOG.log(Level.DEBUG, "cell {0}: {1} are listed again: {2}", cluster.cell(), kind, e.getMessage());
            version = "";
        } finally {
            following.set(null);
        }
    }

    private void read(WatchStream watch) throws IOException {
        try {
            // Whoever found out that nobody answers may have looked before there was a watch to end.
            WatchStream.Change change = cluster.isReachable() ? watch.next() : null;
            while (change != null) {
                cluster.heard();
                take(change);
                change = watch.next();
            }
        } catch (KubernetesClientException e) {
            version = ""; // the apiserver cannot tell of every change from here on
            throw e;
        }
    }

    private void take(WatchStream.Change change) {
        @SuppressWarnings("unchecked") // the path names the kind
        T object = (T) change.object();
        switch (change.type()) {
            case "ADDED", "MODIFIED" -> {
                if (wanted.test(object)) {
                    mirror.put(object);
                } else {
                    mirror.remove(object); // it was ours before somebody took its labels away
                }
            }
            case "DELETED" -> mirror.remove(object);
            default -> LOG.log(Level.TRACE, "{0}", change.type()); // a bookmark: only its version counts
        }
        version = object.getMetadata().getResourceVersion();
    }

    /** Lets go of a watch that may hang on a connection nobody answers. */
    void interruptWatch() {
        WatchStream watch = following.get();
        if (watch != null) {
            try {
                watch.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "cell " + cluster.cell() + ": a watch could not be closed", e);
            }
        }
    }

    void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
