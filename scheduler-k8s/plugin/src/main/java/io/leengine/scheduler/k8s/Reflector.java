package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
    /** When the apiserver ends a watch; one that is still there some time later hangs. */
    private static final Duration WATCH = Duration.ofMinutes(5);
    private static final Duration HANGS = Duration.ofMinutes(6);
    /** What is known of a kind that could not be followed for this long is not told as if it were so now. */
    private static final Duration LOST = Duration.ofSeconds(30);
    private static final long PAGE = 500;
    private static final long SHORT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String kind;
    private final Cluster cluster;
    private final ClusterList<T> source;
    private final Mirror<T, ?> mirror;
    private final Predicate<T> wanted;
    private final Runnable lost;
    private final Thread thread;
    private final AtomicReference<WatchStream> following = new AtomicReference<>();
    private final AtomicReference<Trouble> trouble = new AtomicReference<>();
    private String version = "";

    /**
     * Why a kind cannot be followed.
     *
     * @param text says it
     * @param since when it could be followed last, in nanoseconds of this process
     */
    private record Trouble(String text, long since) {
    }

    /** How a kind is listed and watched in the whole cluster. */
    interface ClusterList<T extends HasMetadata> {
        KubernetesResourceList<T> list(KubernetesClient client, ListOptions options);

        /** Returns where its watch is, below the apiserver's address, with the query that selects. */
        String path();
    }

    /**
     * Starts at once.
     *
     * @param kind its plural, as rights name it
     * @param wanted which objects are kept
     * @param lost called, maybe again and again, while the kind cannot be followed for so long that nothing is known of it
     */
    Reflector(String kind, Cluster cluster, ClusterList<T> source, Mirror<T, ?> mirror, Predicate<T> wanted, Runnable lost) {
        this.kind = kind;
        this.cluster = cluster;
        this.source = source;
        this.mirror = mirror;
        this.wanted = wanted;
        this.lost = lost;
        this.thread = Thread.ofVirtual().name("reflect-" + kind + "-" + cluster.cell()).start(this::run);
    }

    /** Returns why the kind cannot be listed or watched; empty when it can. */
    String trouble() {
        Trouble now = trouble.get();
        return now == null ? "" : now.text();
    }

    /** Whether it could not be followed for so long that what is known is old. */
    boolean isLost() {
        Trouble now = trouble.get();
        return now != null && System.nanoTime() - now.since() > LOST.toNanos();
    }

    private void run() {
        Pause pause = new Pause();
        try {
            while (!cluster.isClosed()) {
                cluster.awaitReachable();
                try {
                    step(pause);
                } catch (KubernetesClientException e) {
                    failed(e);
                    pause.take();
                } catch (RuntimeException e) {
                    version = "";
                    LOG.log(cluster.isClosed() ? Level.DEBUG : Level.ERROR, "cell " + cluster.cell() + ": " + kind
                        + " could not be followed", e);
                    troubled("Cell '" + cluster.cell() + "': The list of " + kind + " could not be read: " + e);
                    pause.take();
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "cell {0}: {1} are no longer followed", cluster.cell(), kind);
        }
    }

    private void failed(KubernetesClientException e) {
        String text = ClusterFaults.text(cluster.faults().of("The list of " + kind, e));
        LOG.log(Level.WARNING, "cell {0}: {1}", cluster.cell(), text);
        troubled(text);
        if (cluster.faults().isSilence(e)) {
            cluster.suspect();
        }
    }

    private void troubled(String text) {
        trouble.updateAndGet(before -> new Trouble(text, before == null ? System.nanoTime() : before.since()));
        mirror.wake();
        if (isLost()) {
            lost.run();
        }
    }

    private void step(Pause pause) throws InterruptedException {
        if (version.isEmpty()) {
            list();
        }
        long began = System.nanoTime();
        String before = version;
        follow();
        boolean told = !version.isEmpty() && !version.equals(before);
        if (System.nanoTime() - began < SHORT_NANOS && !told) {
            pause.take();
        } else {
            pause.reset();
        }
    }

    private <V> void list() throws InterruptedException {
        @SuppressWarnings("unchecked")
        Mirror<T, V> target = (Mirror<T, V>) mirror;
        Map<String, Reflection<V>> fresh = new HashMap<>();
        String read;
        try {
            read = read(target, fresh, PAGE);
        } catch (KubernetesClientException e) {
            if (!ClusterFaults.isGone(e)) {
                throw e;
            }
            // All pages are of one version, and the cluster forgot it before the last was read. One answer has no such end.
            LOG.log(Level.DEBUG, "cell {0}: {1} are listed in one piece: {2}", cluster.cell(), kind, e.getMessage());
            fresh.clear();
            read = read(target, fresh, null);
        }
        target.replace(fresh, Mirror.version(read));
        version = read;
    }

    /**
     * Reads the list.
     *
     * @param limit how many objects a page has at most; null for all in one
     * @return its version
     */
    private <V> String read(Mirror<T, V> target, Map<String, Reflection<V>> into, Long limit) throws InterruptedException {
        String more = null;
        String read;
        do {
            ListOptions options = new ListOptionsBuilder().withLimit(limit).withContinue(more).build();
            KubernetesResourceList<T> page = cluster.within(LIST, () -> source.list(cluster.client(), options), late -> { });
            for (T object : page.getItems()) {
                guarded(object, () -> {
                    if (wanted.test(object)) {
                        into.put(Mirror.key(object), target.read(object));
                    }
                });
            }
            more = page.getMetadata().getContinue();
            read = page.getMetadata().getResourceVersion();
        } while (more != null && !more.isEmpty());
        return read;
    }

    /** Does something with one object; one nobody foresaw must not keep all others from being known. */
    private boolean guarded(T object, Runnable work) {
        try {
            work.run();
            return true;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "cell " + cluster.cell() + ": of " + kind + " " + Mirror.key(object)
                + " could not be read and is left out", e);
            return false;
        }
    }

    private void follow() throws InterruptedException {
        String path = source.path() + (source.path().contains("?") ? "&" : "?") + "watch=true&allowWatchBookmarks=true"
            + "&timeoutSeconds=" + WATCH.toSeconds() + "&resourceVersion=" + version;
        try (WatchStream watch = cluster.within(OPEN, () -> WatchStream.open(cluster.client(), path), WatchStream::close)) {
            following.set(watch);
            trouble.set(null);
            readWatched(watch);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LOG.log(Level.DEBUG, "cell {0}: the watch of {1} broke: {2}", cluster.cell(), kind, e.getMessage());
            cluster.suspect();
        } catch (KubernetesClientException e) {
            if (!ClusterFaults.isGone(e)) {
                throw e;
            }
            LOG.log(Level.DEBUG, "cell {0}: {1} are listed again: {2}", cluster.cell(), kind, e.getMessage());
            version = "";
        } finally {
            following.set(null);
        }
    }

    /** Reads it to its end, which comes also where the connection hangs and nobody says so. */
    private void readWatched(WatchStream watch) throws IOException {
        Thread end = Thread.ofVirtual().name("end-" + kind + "-" + cluster.cell()).start(() -> {
            try {
                Thread.sleep(HANGS);
                watch.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // it ended by itself
            }
        });
        try {
            read(watch);
        } finally {
            end.interrupt();
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
                boolean taken = guarded(object, () -> {
                    if (wanted.test(object)) {
                        mirror.put(object);
                    } else {
                        mirror.remove(object); // it was ours before somebody took its labels away
                    }
                });
                if (!taken) {
                    mirror.remove(object);
                }
            }
            case "DELETED" -> mirror.remove(object);
            default -> mirror.seen(Mirror.version(object.getMetadata().getResourceVersion())); // a bookmark
        }
        version = object.getMetadata().getResourceVersion();
    }

    /** Lets go of a watch that may hang on a connection nobody answers. */
    void interruptWatch() {
        WatchStream watch = following.get();
        if (watch != null) {
            watch.close();
        }
    }

    /** The thread that follows, to be ended before the cluster is closed. */
    Thread thread() {
        return thread;
    }
}
