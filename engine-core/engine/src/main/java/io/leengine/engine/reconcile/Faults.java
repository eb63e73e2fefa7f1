package io.leengine.engine.reconcile;

import io.leengine.model.EngineException;
import java.util.ArrayList;
import java.util.List;

/** What is met on the way through a run whose steps do not depend on one another. For one thread. */
final class Faults {
    private final List<EngineException> met = new ArrayList<>();

    /** A step of a run. */
    @FunctionalInterface
    interface Step {
        void run() throws InterruptedException;
    }

    /** Takes a step; what it meets keeps no other from being taken. */
    void attempt(Step step) throws InterruptedException {
        try {
            step.run();
        } catch (EngineException e) {
            met.add(e);
        }
    }

    /** Throws what was met first, with the rest beside it; does nothing when all went well. */
    void raise() {
        if (!met.isEmpty()) {
            met.stream().skip(1).forEach(met.getFirst()::addSuppressed);
            throw met.getFirst();
        }
    }
}
