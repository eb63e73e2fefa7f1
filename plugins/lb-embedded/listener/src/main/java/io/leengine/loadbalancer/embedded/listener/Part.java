package io.leengine.loadbalancer.embedded.listener;

import io.leengine.model.Endpoint;
import io.undertow.server.HttpHandler;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What takes the requests behind a socket. Each is handed over on the I/O thread of its connection, which must not be
 * blocked. Once detached it gets no more; those it has may end on those threads.
 */
@ConsumerType
public interface Part extends HttpHandler {
    /**
     * Returns how many requests this part has under way to any of these endpoints for a host. Called by any thread, until
     * {@link Attachment#close}.
     */
    int underWay(String host, Set<Endpoint> endpoints);
}
