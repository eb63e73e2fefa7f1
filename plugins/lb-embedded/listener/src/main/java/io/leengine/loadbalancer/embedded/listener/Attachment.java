package io.leengine.loadbalancer.embedded.listener;

import io.leengine.model.Endpoint;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;
import org.xnio.XnioIoThread;

/**
 * A part's hold on a socket: first attached, then detached while its last requests end, then closed. Unless it says
 * otherwise, a method may be called by any thread but an I/O thread.
 */
@ProviderType
public interface Attachment {
    /** Returns the port that is listened on. */
    int port();

    /**
     * Runs something once on each I/O thread, after what was given to that thread before; does not wait for it. May be
     * called by I/O threads too.
     *
     * @throws java.util.concurrent.RejectedExecutionException when the threads have ended
     */
    void onEachThread(Consumer<XnioIoThread> action);

    /**
     * Waits until each I/O thread has ended whatever it was at when this was called, and has then run the action.
     *
     * @throws io.leengine.model.EngineException {@code UNAVAILABLE} when that was not so in time, or cannot be any more
     */
    void afterEachThread(Duration limit, Consumer<XnioIoThread> action) throws InterruptedException;

    /**
     * The part will not come back: takes no more connections, and each open one ends with the answer to its next
     * request, which still goes to this part until it detaches. Repeated, does nothing.
     */
    void retire();

    /**
     * Hands no more requests to the part, and returns when no I/O thread is in the middle of handing one over. What
     * comes in now waits for a successor, up to a time and a number, unless the part has retired. Without a successor
     * the socket is closed after a while. Repeated, does nothing.
     */
    void detach();

    /**
     * Gives a request that the part has not begun to answer back to the socket, for whoever is attached then. Called by
     * the I/O thread of the request's connection.
     */
    void giveBack(HttpServerExchange exchange);

    /** A detached part tells that {@link Part#underWay} has become less. May be called by I/O threads too. */
    void underWayChanged();

    /**
     * Waits until none of the parts that were attached before has a request under way to any of these endpoints for a
     * host.
     *
     * @return whether all ended in time
     */
    boolean awaitFormer(String host, Set<Endpoint> endpoints, Duration limit) throws InterruptedException;

    /**
     * The part's last request has ended: nothing of it is held any longer. If it has retired and nobody else is left,
     * closes all connections and ends the threads. May be called by I/O threads too. Repeated, does nothing.
     */
    void close();
}
