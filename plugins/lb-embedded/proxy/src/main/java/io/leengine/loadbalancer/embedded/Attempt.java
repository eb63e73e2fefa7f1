package io.leengine.loadbalancer.embedded;

import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Transfer;
import java.io.IOException;
import org.xnio.ChannelExceptionHandler;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;

/**
 * One attempt to get a request answered by one upstream: it holds the upstream's count of active requests and the
 * connection, and gives both back at its end. What comes in after that is not listened to.
 */
final class Attempt implements UnderWay.Cuttable {
    private final Forwarding owner;
    private final Upstreams upstreams;
    private final LiveUpstream upstream;
    private final XnioIoThread thread;
    private ClientConnection connection;
    private long connectDeadline;
    private boolean connecting;
    private boolean reused;
    private boolean requestSent;
    private boolean answered;
    private boolean answerRead;
    private boolean answerDelivered;
    private boolean bodyRefused;
    private boolean tunnel;
    private boolean ended;

    Attempt(Forwarding owner, Upstreams upstreams, LiveUpstream acquired, XnioIoThread thread) {
        this.owner = owner;
        this.upstreams = upstreams;
        this.upstream = acquired;
        this.thread = thread;
    }

    void begin(boolean repeatable, boolean mayReuse, long connectNanos) {
        ClientConnection idle = mayReuse ? upstream.idle().take(thread, repeatable) : null;
        if (idle != null) {
            reused = true;
            send(idle);
            return;
        }
        connecting = true;
        connectDeadline = System.nanoTime() + connectNanos;
        upstreams.connect(upstream, thread, buffers(), new ClientCallback<>() {
            @Override
            public void completed(ClientConnection made) {
                connecting = false;
                if (ended) {
                    IoUtils.safeClose(made);
                } else {
                    send(made);
                }
            }

            @Override
            public void failed(IOException e) {
                connecting = false;
                if (!ended) {
                    owner.unreached(Attempt.this, "it cannot be connected to: " + e.getMessage());
                }
            }
        });
    }

    private void send(ClientConnection through) {
        connection = through;
        // On this thread nothing comes between this look and the write: who lets all threads pass once after leaving an
        // upstream out knows that nothing more is sent to it. The same goes for the whole part once it has left.
        if (!upstream.stated() || upstreams.left() != null) {
            owner.leftOut(this);
            return;
        }
        upstream.countRequest();
        connection.sendRequest(owner.request(), new ClientCallback<>() {
            @Override
            public void completed(ClientExchange result) {
                result.setResponseListener(new Answer());
                sendBody(result);
            }

            @Override
            public void failed(IOException e) {
                if (!ended) {
                    owner.unreached(Attempt.this, "it closed a connection: " + e.getMessage());
                }
            }
        });
    }

    private final class Answer implements ClientCallback<ClientExchange> {
        @Override
        public void completed(ClientExchange result) {
            if (!ended) {
                answered = true;
                owner.answer(Attempt.this, result);
            }
        }

        @Override
        public void failed(IOException e) {
            fail(e);
        }
    }

    private void fail(IOException e) {
        // Once the whole answer has been read, what becomes of the connection is of no more concern.
        if (!answerRead) {
            owner.broken(this, e);
        }
    }

    private void sendBody(ClientExchange result) {
        HttpServerExchange exchange = owner.exchange();
        if (exchange.isRequestComplete()) {
            requestSent = true;
            return;
        }
        Transfer.initiateTransfer(exchange.getRequestChannel(), result.getRequestChannel(),
            ChannelListeners.closingChannelListener(),
            sink -> finish(sink, () -> requestSent = true, (channel, e) -> bodyRefused(e)),
            (channel, e) -> {
                if (!ended) {
                    owner.bodyBroken(this, e);
                }
            },
            (channel, e) -> bodyRefused(e), buffers());
    }

    /** An upstream may answer and close without having read the whole body; then the answer counts. */
    private void bodyRefused(IOException e) {
        if (!answered) {
            fail(e);
            return;
        }
        bodyRefused = true;
        endIfRefused();
    }

    /** The client has the whole answer. */
    void answerDelivered() {
        answerDelivered = true;
        endIfRefused();
    }

    /** Nobody reads the rest of the client's body any more, so the exchange would not end by itself. */
    private void endIfRefused() {
        if (bodyRefused && answerDelivered && !ended) {
            owner.exchange().setPersistent(false);
            owner.exchange().endExchange();
        }
    }

    /** Ends a channel's output and sees that all of it is on its way. */
    static void finish(StreamSinkChannel sink, Runnable done, ChannelExceptionHandler<StreamSinkChannel> failed) {
        try {
            sink.shutdownWrites();
            if (sink.flush()) {
                sink.getWriteSetter().set(null);
                done.run();
                return;
            }
        } catch (IOException e) {
            failed.handleException(sink, e);
            return;
        }
        sink.getWriteSetter().set(ChannelListeners.<StreamSinkChannel>flushingChannelListener(channel -> {
            channel.suspendWrites();
            channel.getWriteSetter().set(null);
            done.run();
        }, failed));
        sink.resumeWrites();
    }

    LiveUpstream upstream() {
        return upstream;
    }

    boolean connectOverdue(long now) {
        return connecting && !ended && now - connectDeadline >= 0;
    }

    boolean reused() {
        return reused;
    }

    boolean ended() {
        return ended;
    }

    boolean answered() {
        return answered;
    }

    void answerRead() {
        answerRead = true;
    }

    /** From now on this lasts as long as both connections do. */
    void becomesTunnel() {
        tunnel = true;
        upstreams.underWay(thread).addTunnel(this);
        owner.exchange().getConnection().addCloseListener(closed -> end());
    }

    boolean isTunnel() {
        return tunnel;
    }

    /** Gives back what this attempt holds; a connection that is clean stays open for the next request. */
    void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (connection != null) {
            if (answerRead && requestSent && !tunnel && connection.isOpen() && upstream.stated()
                    && upstreams.left() == null) {
                upstream.idle().put(thread, connection);
            } else {
                IoUtils.safeClose(connection);
            }
        }
        upstream.release();
        if (tunnel) {
            upstreams.underWay(thread).removeTunnel(this);
        }
    }

    @Override
    public void cut() {
        owner.cut();
    }

    private ByteBufferPool buffers() {
        return owner.exchange().getConnection().getByteBufferPool();
    }
}
