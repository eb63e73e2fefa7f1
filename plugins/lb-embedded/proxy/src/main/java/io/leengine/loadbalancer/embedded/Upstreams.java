package io.leengine.loadbalancer.embedded;

import io.leengine.loadbalancer.embedded.listener.Attachment;
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
    private final HealthWatch health;
    private final boolean trustForwarded;
    private final List<UnderWay> underWay = new ArrayList<>();
    private volatile Attachment left;

    Upstreams(HealthWatch health, GroupSettings settings) {
        this.health = health;
        this.trustForwarded = settings.trustForwarded();
        for (int i = 0; i < settings.ioThreads(); i++) {
            underWay.add(new UnderWay());
        }
    }

    /** Connects; the callback comes on the same thread. */
    void connect(LiveUpstream upstream, XnioIoThread thread, ByteBufferPool buffers,
            ClientCallback<ClientConnection> callback) {
        client.connect(callback, upstream.uri(), thread, null, buffers, SOCKET);
    }

    HealthWatch health() {
        return health;
    }

    boolean trustForwarded() {
        return trustForwarded;
    }

    UnderWay underWay(XnioIoThread thread) {
        return underWay.get(thread.getNumber());
    }

    /** From now on nothing is sent to any upstream: who leaves one out is not told here any more. */
    void leave(Attachment attachment) {
        left = attachment;
    }

    /** Returns what takes back requests that are not sent yet; null while this part is attached. */
    Attachment left() {
        return left;
    }
}
