package io.leengine.loadbalancer.embedded;

import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.http.HttpClientProvider;
import io.undertow.connector.ByteBufferPool;
import java.util.ArrayList;
import java.util.List;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.XnioIoThread;

/** What every request needs to reach an upstream. */
final class Upstreams {
    private static final OptionMap SOCKET = OptionMap.create(Options.TCP_NODELAY, true);

    private final HttpClientProvider client = new HttpClientProvider();
    private final ByteBufferPool buffers;
    private final HealthWatch health;
    private final boolean trustForwarded;
    private final List<Deadlines> deadlines = new ArrayList<>();

    Upstreams(ByteBufferPool buffers, HealthWatch health, GroupSettings settings) {
        this.buffers = buffers;
        this.health = health;
        this.trustForwarded = settings.trustForwarded();
        for (int i = 0; i < settings.ioThreads(); i++) {
            deadlines.add(new Deadlines());
        }
    }

    /** Connects; the callback comes on the same thread. */
    void connect(LiveUpstream upstream, XnioIoThread thread, ClientCallback<ClientConnection> callback) {
        client.connect(callback, upstream.uri(), thread, null, buffers, SOCKET);
    }

    ByteBufferPool buffers() {
        return buffers;
    }

    HealthWatch health() {
        return health;
    }

    boolean trustForwarded() {
        return trustForwarded;
    }

    Deadlines deadlines(XnioIoThread thread) {
        return deadlines.get(thread.getNumber());
    }
}
