package io.leengine.scheduler.local;

import io.leengine.spi.scheduler.NamespaceEvents.Event;
import io.leengine.spi.scheduler.VersionKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The last events of each namespace, in memory: a new plugin begins with none. */
final class EventLog {
    private static final int KEPT = 1_000;

    private final Map<String, Deque<Event>> byNamespace = new HashMap<>();

    synchronized void add(VersionKey key, String instance, String reason, String message, boolean warning) {
        Deque<Event> events = byNamespace.computeIfAbsent(key.namespace(), name -> new ArrayDeque<>());
        if (events.size() == KEPT) {
            events.removeFirst();
        }
        events.addLast(new Event(Instant.now(), key.version(), instance, reason, message, warning));
    }

    synchronized List<Event> of(String namespace) {
        return List.copyOf(byNamespace.getOrDefault(namespace, new ArrayDeque<>()));
    }

    synchronized void forget(String namespace) {
        byNamespace.remove(namespace);
    }
}
