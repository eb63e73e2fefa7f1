package io.leengine.rest.exec;

import io.leengine.engine.Actor;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.util.HashMap;
import java.util.Map;

/** How many commands each user has running at this moment, and no more than so many. */
public final class ExecPlaces {
    private final int mostOfOne;
    private final Map<String, Integer> taken = new HashMap<>();

    /**
     * @param mostOfOne how many one user may have at once
     */
    public ExecPlaces(int mostOfOne) {
        this.mostOfOne = mostOfOne;
    }

    /** Takes a place; {@code TOO_MANY_REQUESTS} when the actor has as many as it may. */
    public synchronized Place take(Actor actor) {
        String key = actor.kind() + ":" + actor.id();
        int others = taken.getOrDefault(key, 0);
        if (others >= mostOfOne) {
            throw new EngineException(ErrorCode.TOO_MANY_REQUESTS, "You have " + others + " commands running in instances, "
                + "and may have " + mostOfOne + " at once.").withNextStep("End one of them, or wait until one has ended.");
        }
        taken.put(key, others + 1);
        return new Place(key);
    }

    private synchronized void giveBack(String key) {
        taken.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
    }

    /** A place; closing it twice is closing it once. */
    public final class Place implements AutoCloseable {
        private final String key;
        private boolean left;

        private Place(String key) {
            this.key = key;
        }

        @Override
        public void close() {
            synchronized (ExecPlaces.this) {
                if (!left) {
                    left = true;
                    giveBack(key);
                }
            }
        }
    }
}
