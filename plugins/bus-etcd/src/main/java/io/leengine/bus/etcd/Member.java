package io.leengine.bus.etcd;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One member of etcd and the connection to it, which is made when it is first needed and again when it was lost. */
final class Member {
    private static final long AGAIN_NANOS = Duration.ofMillis(100).toNanos();
    private static final long SILENCE_NANOS = Duration.ofMillis(Members.CONNECT_MILLIS).toNanos() / 2;

    private final Endpoint endpoint;
    private final ManagedChannel channel;
    private long lastTry = System.nanoTime() - AGAIN_NANOS;
    private volatile String fault;

    Member(Endpoint endpoint, ManagedChannel channel) {
        this.endpoint = endpoint;
        this.channel = channel;
        this.fault = "it was not asked yet";
    }

    Endpoint endpoint() {
        return endpoint;
    }

    ManagedChannel channel() {
        return channel;
    }

    /** Returns why it did not serve the last time; empty when it did. */
    String fault() {
        return fault;
    }

    void served() {
        fault = "";
    }

    void failed(String reason) {
        fault = reason;
    }

    /**
     * Waits until there is a connection, or until it is known that there is none; what fails then tells why.
     *
     * @return whether one of both came in time
     */
    boolean awaitConnection(Limit limit) throws InterruptedException {
        ConnectivityState state = fresh();
        while (state == ConnectivityState.IDLE || state == ConnectivityState.CONNECTING) {
            CountDownLatch changed = new CountDownLatch(1);
            channel.notifyWhenStateChanged(state, changed::countDown);
            if (!changed.await(limit.nanos(), TimeUnit.NANOSECONDS)) {
                giveUpSilence();
                return false;
            }
            state = channel.getState(true);
        }
        return true;
    }

    /** gRPC waits longer and longer before it tries again; whoever asks now wants to know now. */
    private synchronized ConnectivityState fresh() {
        ConnectivityState state = channel.getState(false);
        boolean failed = state == ConnectivityState.TRANSIENT_FAILURE && System.nanoTime() - lastTry >= AGAIN_NANOS;
        if (failed) {
            channel.enterIdle();
        }
        if (failed || state == ConnectivityState.IDLE) {
            lastTry = System.nanoTime();
        }
        return channel.getState(true);
    }

    /** gRPC waits for ever for the first word of who has taken a connection; another connection may fare better. */
    private synchronized void giveUpSilence() {
        if (System.nanoTime() - lastTry >= SILENCE_NANOS && channel.getState(false) == ConnectivityState.CONNECTING) {
            lastTry = System.nanoTime();
            channel.enterIdle();
        }
    }
}
