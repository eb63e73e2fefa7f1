package io.leengine.engine.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Remembers which instances were chosen to go and since when they are being drained. Only a memory aid: after a crash
 * the choice is made anew, which is as good, since nobody was stopped on the old one.
 */
final class Departures {
    private final Clock clock;
    private final Map<String, Map<String, Instant>> since = new HashMap<>();

    Departures(Clock clock) {
        this.clock = clock;
    }

    /** Returns the ids chosen in a cell of an application. */
    synchronized Set<String> chosen(String application, String cell) {
        return Set.copyOf(since.getOrDefault(application + "/" + cell, Map.of()).keySet());
    }

    /** States who goes now; others are forgotten. */
    synchronized void choose(String application, String cell, Collection<String> ids) {
        String key = application + "/" + cell;
        if (ids.isEmpty()) {
            since.remove(key);
            return;
        }
        Map<String, Instant> known = since.computeIfAbsent(key, each -> new HashMap<>());
        known.keySet().retainAll(ids);
        ids.forEach(id -> known.putIfAbsent(id, Instant.MAX));
    }

    /** Forgets what was chosen in any cell of an application. */
    synchronized void forget(String application) {
        since.keySet().removeIf(key -> key.substring(0, key.lastIndexOf('/')).equals(application));
    }

    /** Those chosen in a cell get no more requests now: from here on their time runs. */
    synchronized void leftOut(String application, String cell) {
        since.getOrDefault(application + "/" + cell, Map.of())
            .replaceAll((id, begin) -> begin.equals(Instant.MAX) ? clock.instant() : begin);
    }

    /** Returns whether an instance has been drained for longer than a limit. */
    synchronized boolean overdue(String application, String cell, String id, Duration limit) {
        Instant begin = since.getOrDefault(application + "/" + cell, Map.of()).get(id);
        return begin != null && begin.isBefore(clock.instant().minus(limit));
    }
}
