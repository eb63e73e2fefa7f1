package io.leengine.loadbalancer.embedded;

import io.leengine.loadbalancer.embedded.listener.Attachment;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.server.Connectors;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import io.undertow.util.Transfer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;

/**
 * One request on its way to an upstream and back, over as many attempts as it takes. Everything here happens on the I/O
 * thread of the client's connection, and the connections to upstreams are opened on the same, so nothing is locked.
 */
final class Forwarding extends UnderWay.Watched implements Runnable, ExchangeCompletionListener {
    private static final int MOST_ATTEMPTS = 8;
    private static final Set<HttpString> IDEMPOTENT =
        Set.of(Methods.GET, Methods.HEAD, Methods.OPTIONS, Methods.PUT, Methods.DELETE, Methods.TRACE);

    private final Upstreams upstreams;
    private final Domain domain;
    private final HttpServerExchange exchange;
    private final String authority;
    private final Runnable atEnd;
    private final XnioIoThread thread;
    private final boolean upgrade;
    private final boolean repeatable;
    private final long deadline;
    private final List<LiveUpstream> tried = new ArrayList<>(2);
    private Attempt attempt;
    private boolean timedOut;
    private boolean over;

    Forwarding(Upstreams upstreams, Domain domain, HttpServerExchange exchange, String authority, Runnable atEnd) {
        this.upstreams = upstreams;
        this.domain = domain;
        this.exchange = exchange;
        this.authority = authority;
        this.atEnd = atEnd;
        this.thread = exchange.getIoThread();
        boolean bodiless = exchange.isRequestComplete();
        this.upgrade = bodiless && asksForUpgrade(exchange.getRequestHeaders());
        this.repeatable = bodiless && IDEMPOTENT.contains(exchange.getRequestMethod());
        this.deadline = System.nanoTime() + domain.spec().requestTimeout().toNanos();
    }

    /** HTTP/2 is not passed through: it could carry requests past this load balancer. */
    private static boolean asksForUpgrade(HeaderMap headers) {
        String protocol = headers.getFirst(Headers.UPGRADE);
        return protocol != null && !protocol.toLowerCase(Locale.ROOT).contains("h2c");
    }

    @Override
    public void run() {
        upstreams.underWay(thread).add(thread, this);
        next();
    }

    /** Goes to the next upstream. */
    private void next() {
        Attachment left = upstreams.left();
        if (left != null) {
            end();
            left.giveBack(exchange);
            return;
        }
        LiveUpstream upstream = tried.size() < MOST_ATTEMPTS ? domain.acquire(tried) : null;
        if (upstream == null) {
            (tried.isEmpty() ? Answers.NO_UPSTREAM : Answers.BAD_GATEWAY).send(exchange);
            return;
        }
        tried.add(upstream);
        attempt = new Attempt(this, upstreams, upstream, thread);
        attempt.begin(repeatable, !upgrade, domain.spec().connectTimeout().toNanos());
    }

    /** Tries the same upstream once more, on a new connection. */
    private void again(LiveUpstream upstream) {
        if (upstreams.left() != null || !upstream.acquire()) {
            next();
            return;
        }
        attempt = new Attempt(this, upstreams, upstream, thread);
        attempt.begin(repeatable, false, domain.spec().connectTimeout().toNanos());
    }

    ClientRequest request() {
        return UpstreamRequest.of(exchange, authority, upgrade, upstreams.trustForwarded());
    }

    HttpServerExchange exchange() {
        return exchange;
    }

    /** The upstream was left out while the connection to it was made. */
    void leftOut(Attempt ended) {
        ended.end();
        next();
    }

    /** Nothing was sent, so any request may go elsewhere. */
    void unreached(Attempt failed, String why) {
        failed.end();
        LiveUpstream upstream = failed.upstream();
        if (failed.reused()) {
            again(upstream);
            return;
        }
        upstream.countFailure();
        upstreams.health().failed(domain, upstream, why);
        next();
    }

    /** The connection broke, or the other side talks nonsense. */
    void broken(Attempt failed, IOException why) {
        if (failed.ended()) {
            // The connection and the answer's channel may both tell of the same break.
            return;
        }
        LiveUpstream upstream = failed.upstream();
        if (failed.answered()) {
            // The client has seen the beginning: all that is left is not to make it look complete.
            upstream.countFailure();
            upstreams.health().failed(domain, upstream, "it broke an answer off: " + why.getMessage());
            failed.end();
            IoUtils.safeClose(exchange.getConnection());
            return;
        }
        failed.end();
        if (failed.reused() && repeatable) {
            // It may just have closed an idle connection; whether it is well shows the next one.
            again(upstream);
            return;
        }
        upstream.countFailure();
        if (!failed.reused()) {
            upstreams.health().failed(domain, upstream, "it broke a connection: " + why.getMessage());
        }
        if (repeatable) {
            next();
        } else {
            Answers.BAD_GATEWAY.send(exchange);
        }
    }

    /** The client's body could not be read. */
    void bodyBroken(Attempt failed, IOException why) {
        failed.end();
        if (why instanceof RequestTooBigException && !failed.answered()) {
            Answers.BODY_TOO_LARGE.send(exchange);
        } else {
            IoUtils.safeClose(exchange.getConnection());
        }
    }

    /** The head of an answer is there. */
    void answer(Attempt answering, ClientExchange result) {
        upstreams.health().answered(domain, answering.upstream());
        int status = result.getResponse().getResponseCode();
        boolean switching = status == StatusCodes.SWITCHING_PROTOCOLS;
        if (switching ? !upgrade : status < StatusCodes.OK) {
            answering.upstream().countFailure();
            answering.end();
            Answers.BAD_GATEWAY.send(exchange);
            return;
        }
        exchange.setStatusCode(status);
        HeaderMap headers = result.getResponse().getResponseHeaders();
        UpstreamRequest.copyAnswer(headers, exchange.getResponseHeaders());
        if (switching) {
            exchange.getResponseHeaders().put(Headers.UPGRADE, headers.getFirst(Headers.UPGRADE));
            answering.becomesTunnel();
            exchange.upgradeChannel((connection, same) -> new Tunnel(answering, connection, same, result).open());
        }
        if (!Connectors.isEntityBodyAllowed(status) && headers.contains(Headers.CONTENT_LENGTH)) {
            // A 304 tells the length of what it does not send: there is nothing to wait for.
            exchange.endExchange();
            return;
        }
        if (!switching && exchange.isHttp11() && !headers.contains(Headers.CONTENT_LENGTH)) {
            // Also to a client that closes afterwards: only chunks show that an answer is complete.
            exchange.getResponseHeaders().put(Headers.TRANSFER_ENCODING, "chunked");
        }
        Transfer.initiateTransfer(result.getResponseChannel(), exchange.getResponseChannel(),
            ChannelListeners.closingChannelListener(),
            sink -> {
                answering.answerRead();
                Attempt.finish(sink, answering::answerDelivered, (channel, e) -> clientBroke(answering));
            },
            (channel, e) -> broken(answering, e), (channel, e) -> clientBroke(answering),
            exchange.getConnection().getByteBufferPool());
    }

    private void clientBroke(Attempt failed) {
        failed.end();
        IoUtils.safeClose(exchange.getConnection());
    }

    @Override
    void look(long now) {
        if (timedOut || attempt == null) {
            return;
        }
        if (now - deadline >= 0) {
            timedOut = true;
            LiveUpstream upstream = attempt.upstream();
            boolean begun = attempt.answered() || exchange.isResponseStarted();
            upstream.countFailure();
            attempt.end();
            if (begun) {
                IoUtils.safeClose(exchange.getConnection());
            } else {
                Answers.TIMEOUT.send(exchange);
            }
        } else if (attempt.connectOverdue(now)) {
            unreached(attempt, "no connection in time");
        }
    }

    @Override
    public void exchangeEvent(HttpServerExchange ended, NextListener nextListener) {
        if (attempt != null && !attempt.isTunnel()) {
            attempt.end();
        }
        end();
        nextListener.proceed();
    }

    private void end() {
        if (!over) {
            over = true;
            upstreams.underWay(thread).remove(this);
            atEnd.run();
        }
    }

    @Override
    public void cut() {
        IoUtils.safeClose(exchange.getConnection());
    }
}
