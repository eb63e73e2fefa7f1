package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What is known of the cluster's objects of one kind, by {@code namespace/name}. A reflector fills it from lists and
 * watches; whoever changes an object puts the answer in at once, so that a caller sees what it did. Newer knowledge is
 * never overwritten by older, and an answer that comes after the watch has told of that time brings nothing back. One lock
 * orders everything; listeners are called with it held, and must be quick.
 *
 * @param <T> the kind
 * @param <V> what is kept of it
 */
final class Mirror<T extends HasMetadata, V> {
    /** Told of each change; called with the mirror's lock held. */
    interface Listener<V> {
        /** Everything may have changed. */
        void replaced(Map<String, Reflection<V>> all);

        /** One appeared or changed. */
        void changed(String key, V value);

        /** One is gone. */
        void removed(String key, V last);
    }

    /**
     * Makes of an object what is kept of it.
     *
     * @param <T> the kind
     * @param <V> what is kept
     */
    interface Reading<T, V> {
        /** @param before what was kept of the same object so far */
        V of(T object, Optional<V> before);
    }

    private final Reading<T, V> reading;
    private final Listener<V> listener;
    private final NavigableMap<String, Reflection<V>> known = new TreeMap<>();
    /** Objects this process has deleted, whose older events may still come. */
    private final Set<String> deleted = new HashSet<>();
    /** Up to here lists and watches have told everything. */
    private long seen;
    private boolean listed;

    Mirror(Reading<T, V> reading, Listener<V> listener) {
        this.reading = reading;
        this.listener = listener;
    }

    /** One of which nothing is kept between two readings. */
    Mirror(Function<T, V> reading, Listener<V> listener) {
        this((object, before) -> reading.apply(object), listener);
    }

    /** One nobody listens to, and of which nothing is kept between two readings. */
    Mirror(Function<T, V> reading) {
        this((object, before) -> reading.apply(object));
    }

    /** One nobody listens to. */
    Mirror(Reading<T, V> reading) {
        this(reading, new Listener<>() {
            @Override
            public void replaced(Map<String, Reflection<V>> all) {
                // Whoever wants to know asks.
            }

            @Override
            public void changed(String key, V value) {
                // Whoever wants to know asks.
            }

            @Override
            public void removed(String key, V last) {
                // Whoever wants to know asks.
            }
        });
    }

    static String key(HasMetadata object) {
        return key(object.getMetadata().getNamespace(), object.getMetadata().getName());
    }

    /** @param namespace null or empty for what is in none */
    static String key(String namespace, String name) {
        return namespace == null || namespace.isEmpty() ? name : namespace + "/" + name;
    }

    /** Reads one object for a list that is being put together. */
    Reflection<V> read(T object) {
        String uid = object.getMetadata().getUid();
        Optional<V> before = find(key(object)).filter(each -> each.uid().equals(uid)).map(Reflection::value);
        return new Reflection<>(uid, version(object.getMetadata().getResourceVersion()), reading.of(object, before));
    }

    /** Versions grow within a cluster: Kubernetes, "Resource Versions", since 1.35 in words and before in fact. */
    static long version(String text) {
        return text == null || text.isEmpty() ? 0 : Long.parseUnsignedLong(text);
    }

    /** Takes a whole list in, as of a version. */
    synchronized void replace(Map<String, Reflection<V>> list, long version) {
        Map<String, Reflection<V>> fresh = new HashMap<>(list);
        Set<String> uids = new HashSet<>();
        fresh.values().forEach(each -> uids.add(each.uid()));
        deleted.retainAll(uids);
        fresh.values().removeIf(each -> deleted.contains(each.uid()));
        known.forEach((key, each) -> {
            Reflection<V> other = fresh.get(key);
            boolean newer = other == null ? each.version() > version : each.version() > other.version();
            if (newer) {
                fresh.put(key, each);
            }
        });
        known.clear();
        known.putAll(fresh);
        seen(version);
        listed = true;
        listener.replaced(known);
        notifyAll();
    }

    /** Takes in an object as a watch shows it. */
    void put(T object) {
        take(object, false);
        seen(version(object.getMetadata().getResourceVersion()));
    }

    /** Takes in an object as the answer to a request shows it, which may have been overtaken by the watch. */
    void answered(T object) {
        take(object, true);
    }

    private void take(T object, boolean answer) {
        if (isOld(object, answer)) {
            return;
        }
        Reflection<V> now = read(object); // not with the lock held: it may take a while
        synchronized (this) {
            if (isOld(object, answer)) {
                return;
            }
            known.put(key(object), now);
            listener.changed(key(object), now.value());
            notifyAll();
        }
    }

    private synchronized boolean isOld(T object, boolean answer) {
        Reflection<V> before = known.get(key(object));
        long version = version(object.getMetadata().getResourceVersion());
        return deleted.contains(object.getMetadata().getUid()) || before != null && before.version() >= version
            || answer && version <= seen;
    }

    /** A watch has told everything up to this version. */
    synchronized void seen(long version) {
        seen = Math.max(seen, version);
    }

    /** A watch has told that an object is gone. */
    synchronized void remove(T object) {
        seen(version(object.getMetadata().getResourceVersion()));
        deleted.remove(object.getMetadata().getUid());
        drop(key(object), object.getMetadata().getUid());
    }

    /** This process has deleted an object: later words about it are old. */
    synchronized void forget(String key, String uid) {
        Reflection<V> before = known.get(key);
        if (before != null && before.uid().equals(uid)) { // else it has been told of already, and nothing more comes
            deleted.add(uid);
            drop(key, uid);
        }
    }

    private void drop(String key, String uid) {
        Reflection<V> before = known.get(key);
        if (before != null && before.uid().equals(uid)) {
            known.remove(key);
            listener.removed(key, before.value());
            notifyAll();
        }
    }

    synchronized Optional<Reflection<V>> find(String key) {
        return Optional.ofNullable(known.get(key));
    }

    synchronized void forEach(BiConsumer<String, V> consumer) {
        known.forEach((key, each) -> consumer.accept(key, each.value()));
    }

    /** The objects of one namespace, in the order of their names. */
    synchronized void forEachIn(String namespace, BiConsumer<String, V> consumer) {
        known.subMap(namespace + "/", namespace + "0").forEach((key, each) -> consumer.accept(key, each.value())); // 0 follows /
    }

    /** Returns whether a list was taken in. */
    synchronized boolean isListed() {
        return listed;
    }

    /** Wakes whoever waits for this mirror, to look at something else it waits for. */
    synchronized void wake() {
        notifyAll();
    }
}
