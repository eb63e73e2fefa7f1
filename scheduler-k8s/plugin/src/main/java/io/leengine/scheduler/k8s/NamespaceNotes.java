package io.leengine.scheduler.k8s;

import io.leengine.model.Digest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is known of namespaces besides what the cluster says of them, each for as long as the namespace is there. */
final class NamespaceNotes implements Mirror.Listener<NamespaceState> {
    /** Digests of the pull secrets that were stated: a secret is not followed, it is secret. */
    private final Map<String, Pull> pulls = new HashMap<>();
    private final Map<String, String> present = new HashMap<>();
    private List<String> sorted = List.of();

    private record Pull(String uid, Digest digest) {
    }

    @Override
    public synchronized void replaced(Map<String, Reflection<NamespaceState>> all) {
        pulls.keySet().retainAll(all.keySet());
        present.clear();
        all.forEach((key, each) -> note(key, each.value()));
        sorted = null;
    }

    @Override
    public synchronized void changed(String key, NamespaceState state) {
        note(key, state);
        sorted = null;
    }

    @Override
    public synchronized void removed(String key, NamespaceState last) {
        pulls.remove(key);
        present.remove(key);
        sorted = null;
    }

    private void note(String key, NamespaceState state) {
        if (state.ending()) {
            present.remove(key);
        } else {
            present.put(key, state.name());
        }
    }

    /** Returns the applications' names for the namespaces that are not being removed, sorted. */
    synchronized List<String> names() {
        if (sorted == null) {
            sorted = present.values().stream().sorted().collect(Collectors.toUnmodifiableList());
        }
        return sorted;
    }

    /** Whether this pull secret was stated in the namespace with this uid. */
    synchronized boolean hasPull(String key, String uid, Digest digest) {
        return new Pull(uid, digest).equals(pulls.get(key));
    }

    synchronized void putPull(String key, String uid, Digest digest) {
        pulls.put(key, new Pull(uid, digest));
    }
}
