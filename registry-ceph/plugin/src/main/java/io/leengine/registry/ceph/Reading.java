package io.leengine.registry.ceph;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;

/** What a failure of a stream means to a call that reads it. */
final class Reading {
    private Reading() {
    }

    /** Returns the error of the call; an interrupt is thrown as such. */
    static EngineException failed(IOException e) throws InterruptedException {
        if (e instanceof InterruptedIOException interrupt && !(e instanceof SocketTimeoutException)) {
            throw interrupted(interrupt);
        }
        if (e.getCause() instanceof EngineException known) {
            return known;
        }
        return new EngineException(ErrorCode.UNAVAILABLE, "Reading from Ceph failed: " + e.getMessage(), e)
            .withNextStep("Try again; if it stays so, see whether the cluster is well.");
    }

    static InterruptedException interrupted(InterruptedIOException e) {
        // The exception takes the mark.
        Thread.interrupted();
        return (InterruptedException) new InterruptedException("The call was interrupted").initCause(e);
    }
}
