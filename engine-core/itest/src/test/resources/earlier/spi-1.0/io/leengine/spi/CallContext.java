package io.leengine.spi;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.util.Objects;

/**
 * What goes with every call into a seam that may take time. It grows by further accessors, so a method of a seam need
 * not change to learn something more.
 */
public final class CallContext {
    private final String requestId;
    private final long deadlineNanos;

    private CallContext(String requestId, long deadlineNanos) {
        this.requestId = requestId;
        this.deadlineNanos = deadlineNanos;
    }

    /**
     * @param requestId ties the log lines of one cause together; printed, never interpreted
     * @param limit how long the call may take from now; positive
     */
    public static CallContext of(String requestId, Duration limit) {
        return new CallContext(Objects.requireNonNull(requestId), System.nanoTime() + limit.toNanos());
    }

    /** Returns the id of the request or reconcile that asks. */
    public String requestId() {
        return requestId;
    }

    /** Returns the time that is left, zero when it has run out. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }

    /** Throws {@link ErrorCode#TIMEOUT} once no time is left. */
    public void check(String what) {
        if (deadlineNanos - System.nanoTime() <= 0) {
            throw new EngineException(ErrorCode.TIMEOUT, what + " did not end in time.");
        }
    }
}
