package io.leengine.bus.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.Status;
import io.grpc.StatusException;
import io.leengine.spi.bus.Bus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads and changes keys of etcd. Runs on {@link Workers} only. */
final class Keys {
    /** Of a long list etcd is asked for so many at a time, so that others get their turn. */
    private static final int PAGE = 1_000;
    private static final long NO_LEASE = 0;

    private final Caller caller;
    private final KeySpace space;

    Keys(Caller caller, KeySpace space) {
        this.caller = caller;
        this.space = space;
    }

    /**
     * The whole of an etcd's keys at a time.
     *
     * @param cluster tells one etcd from another, also from one that was restored from a backup
     * @param revision of its keys
     */
    record Moment(long cluster, long revision) {
        static Moment of(ResponseHeader header) {
            return new Moment(header.getClusterId(), header.getRevision());
        }
    }

    /** Some entries, and when they were so. */
    record Read(Moment moment, List<Bus.Entry> entries) {
    }

    Optional<Bus.Entry> get(String what, Limit limit, String key) throws InterruptedException, StatusException {
        RangeRequest request = RangeRequest.newBuilder().setKey(space.key(key)).build();
        RangeResponse answer = caller.repeatable(what, limit, Exchange.of(KVGrpc.getRangeMethod(), request));
        return answer.getKvsList().stream().findFirst().map(this::entry);
    }

    Read list(String what, Limit limit, String prefix) throws InterruptedException, StatusException {
        while (true) {
            try {
                return pages(what, limit, prefix);
            } catch (StatusException e) {
                if (!isCompacted(e) || limit.over()) {
                    throw e;
                }
                // While it was read; it begins again, at a later revision.
            }
        }
    }

    static boolean isCompacted(StatusException e) {
        return Faults.is(e, Status.Code.OUT_OF_RANGE, "compacted");
    }

    private Read pages(String what, Limit limit, String prefix) throws InterruptedException, StatusException {
        KeySpace.Range range = space.range(prefix);
        RangeRequest.Builder request = RangeRequest.newBuilder().setKey(range.first()).setRangeEnd(range.end()).setLimit(PAGE);
        List<Bus.Entry> entries = new ArrayList<>();
        RangeResponse page = caller.repeatable(what, limit, Exchange.of(KVGrpc.getRangeMethod(), request.build()));
        Moment moment = Moment.of(page.getHeader());
        while (true) {
            page.getKvsList().forEach(each -> entries.add(entry(each)));
            if (!page.getMore()) {
                return new Read(moment, entries);
            }
            ByteString last = page.getKvs(page.getKvsCount() - 1).getKey();
            request.setKey(last.concat(ByteString.copyFrom(new byte[1]))).setRevision(moment.revision());
            page = caller.repeatable(what, limit, Exchange.of(KVGrpc.getRangeMethod(), request.build()));
        }
    }

    /** Returns the present revision. */
    Moment now(String what, Limit limit) throws InterruptedException, StatusException {
        return Moment.of(caller.repeatable(what, limit, nothing()).getHeader());
    }

    /** Reads as little as can be, and yet asks most of the members. */
    Exchange<RangeResponse> nothing() {
        RangeRequest request = RangeRequest.newBuilder().setKey(space.range("").first()).setCountOnly(true).build();
        return Exchange.of(KVGrpc.getRangeMethod(), request);
    }

    long put(String what, Limit limit, String key, ByteString value, Optional<EtcdLease> lease)
            throws InterruptedException, StatusException {
        PutRequest request = put(key, value, lease);
        return caller.once(what, limit, Exchange.of(KVGrpc.getPutMethod(), request)).getHeader().getRevision();
    }

    Optional<Long> compareAndSet(String what, Limit limit, String key, long expected, ByteString value,
            Optional<EtcdLease> lease) throws InterruptedException, StatusException {
        TxnResponse answer = ifUnchanged(what, limit, key, expected,
            RequestOp.newBuilder().setRequestPut(put(key, value, lease)).build());
        return answer.getSucceeded() ? Optional.of(answer.getHeader().getRevision()) : Optional.empty();
    }

    boolean delete(String what, Limit limit, String key, long expected) throws InterruptedException, StatusException {
        DeleteRangeRequest request = DeleteRangeRequest.newBuilder().setKey(space.key(key)).build();
        if (expected == 0) {
            return caller.once(what, limit, Exchange.of(KVGrpc.getDeleteRangeMethod(), request)).getDeleted() > 0;
        }
        return ifUnchanged(what, limit, key, expected, RequestOp.newBuilder().setRequestDeleteRange(request).build())
            .getSucceeded();
    }

    private TxnResponse ifUnchanged(String what, Limit limit, String key, long expected, RequestOp change)
            throws InterruptedException, StatusException {
        // A key that is absent compares as changed at 0.
        Compare unchanged = Compare.newBuilder().setKey(space.key(key)).setTarget(Compare.CompareTarget.MOD)
            .setResult(Compare.CompareResult.EQUAL).setModRevision(expected).build();
        TxnRequest request = TxnRequest.newBuilder().addCompare(unchanged).addSuccess(change).build();
        return caller.once(what, limit, Exchange.of(KVGrpc.getTxnMethod(), request));
    }

    private PutRequest put(String key, ByteString value, Optional<EtcdLease> lease) {
        return PutRequest.newBuilder().setKey(space.key(key)).setValue(value)
            .setLease(lease.map(EtcdLease::number).orElse(NO_LEASE)).build();
    }

    Bus.Entry entry(KeyValue read) {
        return new Bus.Entry(space.text(read.getKey()), read.getValue().toByteArray(), read.getCreateRevision(),
            read.getModRevision());
    }

    String text(KeyValue read) {
        return space.text(read.getKey());
    }

    KeySpace.Range range(String prefix) {
        return space.range(prefix);
    }
}
