package io.leengine.engine.change;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Lets each actor leave so many refused attempts a minute in activity, and no more: nobody shall flood it. */
final class Refusals {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST = 20;
    private static final int MOST_ACTORS = 10_000;

    private final Map<String, Window> windows = new HashMap<>();

    private record Window(Instant begin, int count) {
    }

    /** Returns whether one more of an actor's may be written. */
    synchronized boolean admits(String actor, Instant now) {
        if (windows.size() >= MOST_ACTORS) {
            windows.values().removeIf(window -> isOver(window, now));
        }
        Window present = windows.get(actor);
        if (present == null && windows.size() >= MOST_ACTORS) {
            return false;
        }
        Window next = present == null || isOver(present, now) ? new Window(now, 1)
            : new Window(present.begin(), present.count() + 1);
        windows.put(actor, next.count() > MOST ? present : next);
        return next.count() <= MOST;
    }

    private static boolean isOver(Window window, Instant now) {
        return !now.isBefore(window.begin().plus(WINDOW));
    }
}
