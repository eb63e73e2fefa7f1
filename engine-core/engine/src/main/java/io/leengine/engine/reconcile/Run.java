package io.leengine.engine.reconcile;

import io.leengine.engine.ownership.Tenure;
import io.leengine.engine.store.Session;
import io.leengine.spi.CallContext;
import java.time.Duration;

/**
 * One run for an application. Before each change outside, as late as can be, it asks whether the application is still
 * this engine's: one that was paused in the middle finds out before it changes anything more.
 *
 * @param request names this run in log lines
 * @param tenure in which it began
 */
record Run(String request, Tenure tenure) {
    /** Returns what goes with a call that changes nothing. */
    CallContext looks(Duration limit) {
        return CallContext.of(request, limit);
    }

    /** Returns what goes with the one call that follows, which changes something. */
    CallContext changes(Duration limit) {
        tenure.check();
        return CallContext.of(request, limit);
    }

    /** To be called in the transaction that changes something. */
    void changes(Session session) {
        tenure.check(session);
    }
}
