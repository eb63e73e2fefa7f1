package io.leengine.http;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/**
 * The listener. It is open from its construction until {@link #close()}; what is mounted behind it comes and goes.
 *
 * @param <K> what a mounted handler is known by
 */
public final class HttpServer<K extends Comparable<? super K>> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());
    /** What the parser takes, so that a request beyond {@link RequestShape}'s limits still gets its answer. */
    private static final int MAX_HEADER_BYTES = 256 * 1024;
    private static final int MAX_HEADERS = 1_000;
    /** Beyond so many connections no more are accepted until some have gone; they wait in the system's queue. */
    private static final int MOST_CONNECTIONS = 8_192;
    private static final int IDLE_MILLIS = 600_000;
    private static final int KEEP_ALIVE_MILLIS = 75_000;
    private static final int HEADER_MILLIS = 20_000;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int BUFFERS_KEPT = 256;

    private final HttpSettings settings;
    private final Routes<K> routes;
    private final Xnio xnio = Xnio.getInstance(HttpServer.class.getClassLoader());
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(new RequestThreads(xnio));
    /** None is kept by a thread: those of the requests are virtual and end with them, and each would make its own anew. */
    private final DefaultByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER_BYTES, BUFFERS_KEPT, 0);
    private final XnioWorker worker;
    private final GracefulShutdownHandler entry;
    private final Undertow undertow;
    private final HttpEndpoint endpoint;

    /** Opens the listener; {@code UNAVAILABLE} when the port is taken. */
    public HttpServer(HttpSettings settings) {
        this.settings = settings;
        this.routes = new Routes<>(settings.required());
        this.entry = new GracefulShutdownHandler(
            identified(new RequestShape(new HttpContinueReadHandler(new BlockingHandler(new RoutingHandler(routes))))));
        this.worker = worker();
        this.undertow = undertow();
        try {
            undertow.start();
        } catch (RuntimeException e) {
            endThreads();
            throw new EngineException(ErrorCode.UNAVAILABLE, "Cannot listen on " + settings.address() + ":"
                + settings.port() + ": " + e.getMessage(), e)
                .withNextStep("Stop what uses the port, or choose another in leengine.http.port.");
        }
        var bound = (InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress();
        this.endpoint = new HttpEndpoint(settings.address(), bound.getPort());
        LOG.log(System.Logger.Level.INFO, "Listening on {0}", endpoint.url());
    }

    /** Returns where it listens. */
    public HttpEndpoint endpoint() {
        return endpoint;
    }

    /** Mounts a handler, in the place of one known by the same key; waits a while for the requests in that one. */
    public void mount(K key, String path, HttpHandler handler) {
        leave(routes.mount(key, path, handler));
    }

    /** Takes a handler out and waits a while for the requests in it. */
    public void unmount(K key) {
        leave(routes.unmount(key));
    }

    /** Refuses new requests, waits a while for those under way, and ends every thread. */
    @Override
    public void close() {
        entry.shutdown();
        try {
            if (!entry.awaitShutdown(settings.drain().toMillis())) {
                LOG.log(System.Logger.Level.WARNING, "Requests were cut: they took longer than {0}", settings.drain());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        undertow.stop();
        endThreads();
    }

    private void leave(Optional<Mount> gone) {
        gone.ifPresent(mount -> {
            int left = mount.close(settings.drain());
            if (left > 0) {
                LOG.log(System.Logger.Level.WARNING, "{0} leaves while {1} requests are in it", mount.path(), left);
            }
        });
    }

    private void endThreads() {
        worker.shutdown();
        threads.shutdownNow();
        try {
            if (!worker.awaitTermination(settings.drain().toMillis(), TimeUnit.MILLISECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
        buffers.close();
    }

    private Undertow undertow() {
        return Undertow.builder().setWorker(worker)
            .setByteBufferPool(buffers)
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
            .setServerOption(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
            .setSocketOption(Options.CONNECTION_HIGH_WATER, MOST_CONNECTIONS)
            .setSocketOption(Options.CONNECTION_LOW_WATER, MOST_CONNECTIONS * 9 / 10)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
            .setServerOption(UndertowOptions.IDLE_TIMEOUT, IDLE_MILLIS)
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, KEEP_ALIVE_MILLIS)
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, HEADER_MILLIS)
            .addHttpListener(settings.port(), settings.address())
            .setHandler(entry)
            .build();
    }

    private XnioWorker worker() {
        try {
            return xnio.createWorkerBuilder()
                .setWorkerName("http")
                .setWorkerIoThreads(Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8))
                .setExternalExecutorService(threads)
                .populateFromOptions(OptionMap.create(Options.TCP_NODELAY, true))
                .build();
        } catch (IllegalArgumentException e) {
            threads.shutdownNow();
            throw e;
        }
    }

    private static HttpHandler identified(HttpHandler next) {
        return exchange -> {
            Requests.assignId(exchange);
            next.handleRequest(exchange);
        };
    }
}
