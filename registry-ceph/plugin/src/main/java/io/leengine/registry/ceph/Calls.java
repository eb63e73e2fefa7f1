package io.leengine.registry.ceph;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;

/** The calls of one storage: none begins once it is closed, and what they end with tells how the storage is. */
final class Calls {
    private volatile Health health = Health.up();
    private volatile boolean closed;

    /** One call. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws InterruptedException;
    }

    /** One call that returns nothing. */
    @FunctionalInterface
    interface Action {
        void run() throws InterruptedException;
    }

    Health health() {
        return closed ? Health.down("The storage is closed.") : health;
    }

    void close() {
        closed = true;
    }

    boolean closed() {
        return closed;
    }

    /** Asks the cluster something; an answer does not prove that it takes what is written. */
    <T> T read(Step<T> step) throws InterruptedException {
        T result = run(step);
        if (health.state() == Health.State.DOWN) {
            health = Health.up();
        }
        return result;
    }

    /** Changes something in the cluster. */
    <T> T write(Step<T> step) throws InterruptedException {
        T result = run(step);
        health = Health.up();
        return result;
    }

    void change(Action action) throws InterruptedException {
        write(() -> {
            action.run();
            return null;
        });
    }

    private <T> T run(Step<T> step) throws InterruptedException {
        if (closed) {
            throw closed(null);
        }
        try {
            return step.run();
        } catch (EngineException e) {
            if (closed && e.code().kind() != ErrorCode.Kind.USER) {
                throw closed(e);
            }
            note(e);
            throw e;
        }
    }

    private void note(EngineException e) {
        switch (e.code()) {
            case INSUFFICIENT_RESOURCES -> health = new Health(Health.State.DEGRADED, e.getMessage());
            case UNAVAILABLE, TIMEOUT -> {
                // A client that breaks off its push says nothing of the cluster.
                if (!(e.getCause() instanceof java.io.IOException)) {
                    health = Health.down(e.getMessage());
                }
            }
            default -> {
                // The caller's, not the cluster's.
            }
        }
    }

    private static EngineException closed(EngineException cause) {
        return new EngineException(ErrorCode.UNAVAILABLE, "The registry's storage is closed.", cause)
            .withNextStep("Try again in a moment: a successor may be there.");
    }
}
