package io.leengine.loadbalancer.embedded;

import io.undertow.client.ClientExchange;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Transfer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.Channel;
import org.xnio.ChannelExceptionHandler;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.channels.StreamSinkChannel;

/** Client and upstream after they have changed to another protocol: bytes pass both ways until both have ended. */
final class Tunnel {
    private static final Logger LOG = System.getLogger(Tunnel.class.getName());

    private final Attempt attempt;
    private final StreamConnection client;
    private final ClientExchange result;
    private final ByteBufferPool buffers;

    Tunnel(Attempt attempt, StreamConnection client, HttpServerExchange exchange, ClientExchange result) {
        this.attempt = attempt;
        this.client = client;
        this.result = result;
        this.buffers = exchange.getConnection().getByteBufferPool();
    }

    void open() {
        result.getConnection().addCloseListener(closed -> attempt.end());
        try {
            StreamConnection upstream = result.getConnection().performUpgrade();
            ChannelExceptionHandler<Channel> broken = (channel, e) -> {
                LOG.log(Level.DEBUG, "tunnel to {0} broke: {1}", attempt.upstream().endpoint(), e.getMessage());
                IoUtils.safeClose(client, upstream);
            };
            pass(upstream, client, broken);
            pass(client, upstream, broken);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "tunnel to {0} failed: {1}", attempt.upstream().endpoint(), e.getMessage());
            IoUtils.safeClose(client, result.getConnection());
            attempt.end();
        }
    }

    private void pass(StreamConnection from, StreamConnection to, ChannelExceptionHandler<Channel> broken) {
        Transfer.initiateTransfer(from.getSourceChannel(), to.getSinkChannel(),
            ChannelListeners.closingChannelListener(),
            ChannelListeners.writeShutdownChannelListener(
                ChannelListeners.<StreamSinkChannel>flushingChannelListener(
                    ChannelListeners.closingChannelListener(), ChannelListeners.closingChannelExceptionHandler()),
                ChannelListeners.closingChannelExceptionHandler()),
            broken, broken, buffers);
    }
}
