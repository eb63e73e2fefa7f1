package io.leengine.bus.etcd;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.leengine.model.EngineException;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** The members of one etcd. One of them is asked until it fails; then the next is. */
final class Members {
    static final int CONNECT_MILLIS = 2_000;
    /** etcd closes connections of those who ask more often than every 5 s. */
    private static final int PING_SECONDS = 10;
    private static final int PING_ANSWER_SECONDS = 3;
    private static final int CLOSE_MILLIS = 2_000;

    private final List<Member> members;
    private final EventLoopGroup loop;
    private volatile int current;

    Members(Options options, Executor workers) {
        this.loop = new NioEventLoopGroup(1, new DefaultThreadFactory("bus-etcd-" + options.name() + "-io", true));
        SslContext context = options.encryption().map(Members::context).orElse(null);
        this.members = options.endpoints().stream()
            .map(endpoint -> new Member(endpoint, channel(endpoint, context, workers))).toList();
        // Engines begin at different members.
        this.current = ThreadLocalRandom.current().nextInt(members.size());
    }

    private ManagedChannel channel(Endpoint endpoint, SslContext context, Executor workers) {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
            .eventLoopGroup(loop).channelType(NioSocketChannel.class)
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            // What is done when an answer comes never waits.
            .directExecutor().offloadExecutor(workers)
            .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS).keepAliveTimeout(PING_ANSWER_SECONDS, TimeUnit.SECONDS)
            .maxInboundMessageSize(Integer.MAX_VALUE);
        return context == null ? builder.usePlaintext().build() : builder.sslContext(context).build();
    }

    private static SslContext context(Encryption encryption) {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (encryption.trust() != null) {
            builder.trustManager(encryption.trust());
        }
        if (encryption.identity() != null) {
            builder.keyManager(encryption.identity());
        }
        try {
            return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
        } catch (SSLException e) {
            throw EngineException.invalid("ca", "These certificates cannot be used: " + e.getMessage());
        }
    }

    List<Member> all() {
        return members;
    }

    /** Each once: the one that served last, then others that served, then those that did not. */
    List<Member> inTurn() {
        List<Member> turn = new ArrayList<>(members);
        Collections.rotate(turn, -current);
        turn.sort(Comparator.comparing(member -> !member.fault().isEmpty()));
        return turn;
    }

    void served(Member member) {
        member.served();
        current = members.indexOf(member);
    }

    void failed(Member member, String reason) {
        member.failed(reason);
        int index = members.indexOf(member);
        if (current == index) {
            current = (index + 1) % members.size();
        }
    }

    void close() throws InterruptedException {
        for (Member member : members) {
            member.channel().shutdownNow();
        }
        Limit limit = Limit.in(Duration.ofMillis(CLOSE_MILLIS));
        for (Member member : members) {
            member.channel().awaitTermination(limit.nanos(), TimeUnit.NANOSECONDS);
        }
        loop.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).await(CLOSE_MILLIS);
    }
}
