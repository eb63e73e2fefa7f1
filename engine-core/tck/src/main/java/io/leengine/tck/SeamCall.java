package io.leengine.tck;

import io.leengine.spi.CallContext;

/**
 * A call that the checks common to all seams make.
 *
 * @param name what to call it when it fails
 * @param work the call; it can be made at any time, again, and by many at once
 * @param <S> the seam
 */
record SeamCall<S>(String name, Work<S> work) {
    /** What is done to a part. */
    interface Work<S> {
        void on(S seam, CallContext context) throws Exception;
    }
}
