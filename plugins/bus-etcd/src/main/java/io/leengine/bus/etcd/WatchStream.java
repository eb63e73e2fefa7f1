package io.leengine.bus.etcd;

import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A stream of changes from one member. */
final class WatchStream implements AutoCloseable {
    private static final Duration ACCEPTED = Duration.ofSeconds(3);

    private final BlockingClientCall<WatchRequest, WatchResponse> call;

    private WatchStream(BlockingClientCall<WatchRequest, WatchResponse> call) {
        this.call = call;
    }

    /** Asks for all changes of some keys from a revision on; returns once the member has agreed to tell them. */
    static WatchStream open(Channel channel, CallOptions options, KeySpace.Range range, long from)
            throws StatusException, InterruptedException {
        // It goes on as long as it is wanted.
        WatchStream stream = new WatchStream(ClientCalls.blockingBidiStreamingCall(channel, WatchGrpc.getWatchMethod(),
            options.withDeadline(null)));
        boolean accepted = false;
        try {
            stream.call.write(WatchRequest.newBuilder().setCreateRequest(WatchCreateRequest.newBuilder()
                .setKey(range.first()).setRangeEnd(range.end()).setStartRevision(from)).build());
            stream.checked(stream.call.read(ACCEPTED.toMillis(), TimeUnit.MILLISECONDS));
            accepted = true;
            return stream;
        } catch (TimeoutException e) {
            throw Status.DEADLINE_EXCEEDED.withCause(e).asException();
        } finally {
            if (!accepted) {
                stream.close();
            }
        }
    }

    /** Waits for the next changes; never empty but for news of the stream itself. */
    WatchResponse next() throws StatusException, InterruptedException {
        return checked(call.read());
    }

    private WatchResponse checked(WatchResponse told) throws StatusException {
        if (told == null) {
            throw Status.UNAVAILABLE.withDescription("it ended the stream").asException();
        }
        if (told.getCompactRevision() > 0) {
            throw Status.OUT_OF_RANGE.withDescription("etcdserver: compacted up to " + told.getCompactRevision()).asException();
        }
        if (told.getCanceled()) {
            String reason = told.getCancelReason();
            Status status = reason.contains("permission denied") ? Status.PERMISSION_DENIED : Status.UNAVAILABLE;
            throw status.withDescription(reason).asException();
        }
        return told;
    }

    @Override
    public void close() {
        call.cancel("The watch is closed.", null);
    }
}
