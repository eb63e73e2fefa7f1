package io.leengine.bus.etcd;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusException;
import io.grpc.stub.ClientCalls;

/**
 * One request to a member and its answer.
 *
 * @param <R> the answer
 */
interface Exchange<R> {
    /**
     * @param channel leads to the member, as the user
     * @param options its time, and more
     */
    R on(Channel channel, CallOptions options) throws StatusException, InterruptedException;

    static <Q, R> Exchange<R> of(MethodDescriptor<Q, R> method, Q request) {
        return (channel, options) -> ClientCalls.blockingV2UnaryCall(channel, method, options, request);
    }
}
