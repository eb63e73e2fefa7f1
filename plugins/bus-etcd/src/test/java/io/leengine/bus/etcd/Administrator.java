package io.leengine.bus.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.AuthEnableRequest;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthRoleAddRequest;
import io.etcd.jetcd.api.AuthRoleGrantPermissionRequest;
import io.etcd.jetcd.api.AuthUserAddRequest;
import io.etcd.jetcd.api.AuthUserGrantRoleRequest;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.Permission;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;

/** Does to a member of etcd, over a connection of its own, what an administrator does. */
final class Administrator implements AutoCloseable {
    private final ManagedChannel channel;

    Administrator(Etcd etcd) {
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", etcd.administrationPort()).usePlaintext().build();
    }

    boolean leads() {
        StatusResponse status = MaintenanceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS)
            .status(StatusRequest.getDefaultInstance());
        return status.getLeader() == status.getHeader().getMemberId();
    }

    static Etcd leader(EtcdCluster cluster) {
        return cluster.members().stream().filter(member -> {
            try (Administrator asking = new Administrator(member)) {
                return asking.leads();
            }
        }).findFirst().orElseThrow();
    }

    /** Forgets all that was before now. */
    void compact() {
        KVGrpc.KVBlockingStub keys = KVGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
        long now = keys.range(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("x")).build()).getHeader().getRevision();
        try {
            keys.compact(CompactionRequest.newBuilder().setRevision(now).setPhysical(true).build());
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.OUT_OF_RANGE) {
                throw e;
            }
            // It is so already.
        }
    }

    /** Makes the user root and one who may all with the keys that have a prefix; from now on etcd asks who comes. */
    void requireUsers(String user, String password, String prefix) {
        AuthGrpc.AuthBlockingStub users = AuthGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
        users.userAdd(AuthUserAddRequest.newBuilder().setName("root").setPassword("root-" + password).build());
        users.userGrantRole(AuthUserGrantRoleRequest.newBuilder().setUser("root").setRole("root").build());
        users.roleAdd(AuthRoleAddRequest.newBuilder().setName("part").build());
        KeySpace.Range range = new KeySpace("").range(prefix);
        users.roleGrantPermission(AuthRoleGrantPermissionRequest.newBuilder().setName("part")
            .setPerm(Permission.newBuilder().setPermType(Permission.Type.READWRITE).setKey(range.first())
                .setRangeEnd(range.end())).build());
        users.userAdd(AuthUserAddRequest.newBuilder().setName(user).setPassword(password).build());
        users.userGrantRole(AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole("part").build());
        users.authEnable(AuthEnableRequest.getDefaultInstance());
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
