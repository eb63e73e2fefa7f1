package io.leengine.engine.image;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;

/** Calls of a storage within a transaction. */
final class Interruptibly {
    private Interruptibly() {
    }

    interface Call<T> {
        T get() throws InterruptedException;
    }

    interface Order {
        void run() throws InterruptedException;
    }

    /** Returns what a call returns; an interrupt ends the transaction. */
    static <T> T get(Call<T> call) {
        try {
            return call.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorCode.UNAVAILABLE, "The engine is stopping.", e);
        }
    }

    static void run(Order order) {
        get(() -> {
            order.run();
            return null;
        });
    }
}
