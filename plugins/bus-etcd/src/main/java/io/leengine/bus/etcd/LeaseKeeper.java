package io.leengine.bus.etcd;

import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.leengine.model.EngineException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Grants leases and keeps each alive on a thread of its own. */
final class LeaseKeeper {
    private static final Logger LOG = System.getLogger(LeaseKeeper.class.getName());
    private static final Duration REVOKE = Duration.ofSeconds(10);
    private static final Duration LAST_REVOKE = Duration.ofSeconds(1);

    private final String bus;
    private final Workers workers;
    private final Caller caller;
    private final Set<EtcdLease> leases = ConcurrentHashMap.newKeySet();

    LeaseKeeper(String bus, Workers workers, Caller caller) {
        this.bus = bus;
        this.workers = workers;
        this.caller = caller;
    }

    /** Asks for a lease; on a worker. One whose answer is lost ends by itself, so it may be asked for twice. */
    EtcdLease grant(String what, Limit limit, Duration time) throws InterruptedException, StatusException {
        long seconds = time.plusSeconds(1).minusNanos(1).toSeconds();
        LeaseGrantRequest request = LeaseGrantRequest.newBuilder().setTTL(seconds).build();
        Exchange<LeaseGrantResponse> exchange = Exchange.of(LeaseGrpc.getLeaseGrantMethod(), request);
        EtcdLease lease = caller.repeatable(what, limit, (channel, options) -> {
            long asked = System.nanoTime();
            LeaseGrantResponse answer = exchange.on(channel, options);
            // etcd may give more time than was asked for.
            return new EtcdLease(this, answer.getID(), asked, answer.getTTL());
        });
        leases.add(lease);
        workers.start(() -> keep(lease));
        return lease;
    }

    private void keep(EtcdLease lease) {
        try {
            boolean well = true;
            while (lease.alive()) {
                if (well) {
                    lease.awaitRenewal();
                } else {
                    lease.awaitRetry();
                }
                if (lease.alive()) {
                    well = renew(lease, well);
                }
            }
        } catch (InterruptedException e) {
            // The bus is closed, which ends the lease.
            lease.end();
        } finally {
            leases.remove(lease);
        }
    }

    private boolean renew(EtcdLease lease, boolean wasWell) throws InterruptedException {
        try {
            boolean there = caller.repeatable("Renewing a lease of bus '" + bus + "'", lease.limit(),
                (channel, options) -> renewed(lease, channel, options));
            if (!there && lease.end()) {
                LOG.log(Level.WARNING, "bus ''{0}'': etcd has ended the lease {1}", bus, lease.id());
            }
            return true;
        } catch (StatusException | EngineException e) {
            if (lease.alive() && wasWell || !lease.alive()) {
                LOG.log(Level.WARNING, "bus ''{0}'': the lease {1} is not renewed{2}: {3}", bus, lease.id(),
                    lease.alive() ? "" : " and has ended", e.getMessage());
            }
            return false;
        }
    }

    /** Returns whether etcd still has it. */
    private static boolean renewed(EtcdLease lease, Channel channel, CallOptions options)
            throws StatusException, InterruptedException {
        BlockingClientCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> call =
            ClientCalls.blockingBidiStreamingCall(channel, LeaseGrpc.getLeaseKeepAliveMethod(), options);
        try {
            long asked = System.nanoTime();
            call.write(LeaseKeepAliveRequest.newBuilder().setID(lease.number()).build());
            LeaseKeepAliveResponse answer = call.read();
            if (answer == null) {
                throw Status.UNAVAILABLE.withDescription("it ended the stream").asException();
            }
            lease.renewed(asked, answer.getTTL());
            return answer.getTTL() > 0;
        } finally {
            call.cancel("done", null);
        }
    }

    /** Has etcd remove it with its keys, and waits for that a while; it goes on when the wait is interrupted. */
    void revoke(EtcdLease lease) {
        Future<?> done;
        try {
            done = workers.start(() -> revokeNow(lease, Limit.in(REVOKE)));
        } catch (EngineException e) {
            // The bus is closed: it has revoked all it could, and etcd ends the others.
            return;
        }
        try {
            done.get(REVOKE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.WARNING, "bus '" + bus + "': the keys of lease " + lease.id() + " will go later", e);
        }
    }

    private void revokeNow(EtcdLease lease, Limit limit) {
        LeaseRevokeRequest request = LeaseRevokeRequest.newBuilder().setID(lease.number()).build();
        try {
            caller.repeatable("Ending a lease of bus '" + bus + "'", limit,
                Exchange.of(LeaseGrpc.getLeaseRevokeMethod(), request));
        } catch (StatusException e) {
            if (!isGone(e)) {
                LOG.log(Level.WARNING, "bus ''{0}'': the keys of lease {1} will go later: {2}", bus, lease.id(),
                    e.getMessage());
            }
        } catch (EngineException e) {
            LOG.log(Level.WARNING, "bus ''{0}'': the keys of lease {1} will go later: {2}", bus, lease.id(), e.getMessage());
        } catch (InterruptedException e) {
            // The bus is closed meanwhile; etcd will end it.
            Thread.currentThread().interrupt();
        }
    }

    static boolean isGone(StatusException e) {
        return Faults.is(e, Status.Code.NOT_FOUND, "lease not found");
    }

    /** Ends all leases: who held them is told that they are gone, so their keys go too, as far as a moment allows. */
    void close() throws InterruptedException {
        List<Future<?>> all = new ArrayList<>();
        Limit limit = Limit.in(LAST_REVOKE);
        for (EtcdLease lease : List.copyOf(leases)) {
            if (lease.end()) {
                all.add(workers.start(() -> revokeNow(lease, limit)));
            }
        }
        for (Future<?> each : all) {
            try {
                each.get(limit.nanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException e) {
                LOG.log(Level.DEBUG, "a lease will end later", e);
            }
        }
    }
}
