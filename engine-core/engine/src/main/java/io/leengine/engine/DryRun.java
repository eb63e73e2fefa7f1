package io.leengine.engine;

import io.leengine.engine.domain.Activity;
import io.leengine.model.EngineException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Tries a request: everything is checked and written as if it were meant, and in the end nothing is kept.
 *
 * <p>A change ends with {@link #end} within its transaction. While a request is only tried, that throws: the transaction is
 * rolled back, and whatever would follow it (reconcilers, calls to seams, the answer) does not happen. A store refuses to
 * keep anything else that is written meanwhile.
 */
public final class DryRun {
    // Bound by the thread that carries the request; calls through every layer see it, and no caller can forget to pass it on.
    private static final ScopedValue<Boolean> TRIED = ScopedValue.newInstance();

    private DryRun() {
    }

    /** A request. */
    @ConsumerType
    @FunctionalInterface
    public interface Request {
        /** Does it. */
        void run() throws Exception;
    }

    /** The end of what was only tried. */
    private static final class End extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Activity activity;

        private End(Activity activity) {
            super("This was only tried", null, false, false);
            this.activity = activity;
        }
    }

    /**
     * Tries a request and returns what activity would say of it; empty when it would change nothing. What it throws is
     * what it would be refused with.
     */
    public static Optional<Activity> of(Request request) throws Exception {
        try {
            ScopedValue.where(TRIED, true).call(() -> {
                request.run();
                return null;
            });
            return Optional.empty();
        } catch (End end) {
            return Optional.of(end.activity);
        }
    }

    /** The last step within a change's transaction: throws when the request is only tried. */
    public static void end(Activity activity) {
        if (isTried()) {
            throw new End(activity);
        }
    }

    /** For stores: throws when something would be kept although the request is only tried. */
    public static void refuseToKeep() {
        if (isTried()) {
            throw EngineException.invalid("dryRun", "This cannot be tried without doing some of it; nothing was done.");
        }
    }

    /** Returns whether the request that this thread carries is only tried. */
    public static boolean isTried() {
        return TRIED.orElse(false);
    }
}
