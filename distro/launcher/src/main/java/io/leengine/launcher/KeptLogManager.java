package io.leengine.launcher;

import java.util.logging.LogManager;

/**
 * The JDK's log manager drops all handlers in a shutdown hook of its own, which runs beside ours; this one waits until
 * the launcher has stopped the framework, so that the last lines are written.
 */
public final class KeptLogManager extends LogManager {
    /** Called by the JDK while it shuts down: not yet. */
    @Override
    public void reset() {
        // See close.
    }

    void close() {
        super.reset();
    }
}
