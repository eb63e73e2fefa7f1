package io.leengine.http;

import io.leengine.model.EngineException;
import io.undertow.server.HttpHandler;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which handler answers a path: the longest prefix wins, and of several at the same path the one with the greatest key.
 * A request sees the table as it was before a change or after it, never between.
 *
 * @param <K> what a mounted handler is known by; for the whiteboard its service reference
 */
final class Routes<K extends Comparable<? super K>> {
    private record Entry<K>(K key, Mount mount) {
    }

    private final Comparator<Entry<K>> order = Comparator
        .comparing((Entry<K> entry) -> -entry.mount().path().length())
        .thenComparing(Entry::key, Comparator.reverseOrder());
    private final Set<String> known = new HashSet<>();
    private volatile Set<String> seen = Set.of();
    private volatile List<Entry<K>> entries = List.of();
    private final List<String> required;
    private volatile boolean ready;

    Routes(List<String> required) {
        this.required = required;
        markReady();
    }

    /** Mounts a handler; one known by the same key is replaced in the same step, and its requests run to their end. */
    synchronized Optional<Mount> mount(K key, String path, HttpHandler handler) {
        Entry<K> added = new Entry<>(key, new Mount(checked(path), handler));
        Optional<Mount> replaced = find(key);
        entries = Stream.concat(others(key), Stream.of(added)).sorted(order).toList();
        known.add(added.mount().path());
        seen = Set.copyOf(known);
        markReady();
        return replaced;
    }

    /** Takes a handler out; new requests no longer reach it. The caller closes what is returned. */
    synchronized Optional<Mount> unmount(K key) {
        Optional<Mount> gone = find(key);
        entries = others(key).toList();
        return gone;
    }

    /** Returns the mount for a path. */
    Optional<Mount> route(String path) {
        return entries.stream().map(Entry::mount).filter(mount -> covers(mount.path(), path)).findFirst();
    }

    /** Returns whether a path may be answered soon though nobody answers it now: in the start, or between two bundles. */
    boolean expected(String path) {
        return !ready || seen.stream().anyMatch(prefix -> covers(prefix, path));
    }

    private Optional<Mount> find(K key) {
        return entries.stream().filter(entry -> entry.key().equals(key)).map(Entry::mount).findFirst();
    }

    private Stream<Entry<K>> others(K key) {
        return entries.stream().filter(entry -> !entry.key().equals(key));
    }

    private void markReady() {
        if (known.containsAll(required)) {
            ready = true;
        }
    }

    private static boolean covers(String prefix, String path) {
        return path.startsWith(prefix)
            && (prefix.endsWith("/") || path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    private static String checked(String path) {
        if (path == null || !path.startsWith("/") || path.length() > 1 && path.endsWith("/")) {
            throw EngineException.invalid(HttpEndpoint.PATH,
                "'" + HttpEndpoint.PATH + "' must start with '/' and not end with one, and is '" + path + "'.");
        }
        return path;
    }
}
