package io.leengine.loadbalancer.embedded.listener;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** The open port and the threads behind it. It knows nothing of parts: whatever it reads goes to the handler. */
final class Listener {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int BUFFERS_KEPT_BY_A_THREAD = 12;
    private static final int HEADER_BYTES = 64 * 1024;
    private static final int HEADERS = 200;
    private static final int IDLE_CLIENT_MILLIS = 75_000;
    private static final int REQUEST_HEAD_MILLIS = 30_000;
    private static final int BACKLOG = 4096;
    private static final int WORKER_STOP_SECONDS = 2;

    private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
    private final DefaultByteBufferPool buffers =
        new DefaultByteBufferPool(true, BUFFER_BYTES, -1, BUFFERS_KEPT_BY_A_THREAD);
    private final XnioWorker worker;
    private final HttpOpenListener protocol;
    private final AcceptingChannel<StreamConnection> door;

    Listener(ListenerSettings settings) {
        worker = worker(settings);
        protocol = new HttpOpenListener(buffers, OptionMap.builder()
            .set(UndertowOptions.BUFFER_PIPELINED_DATA, true)
            .set(UndertowOptions.MAX_HEADER_SIZE, HEADER_BYTES)
            .set(UndertowOptions.MAX_HEADERS, HEADERS)
            .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
            .set(UndertowOptions.DECODE_URL, false)
            .set(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_CLIENT_MILLIS)
            .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, REQUEST_HEAD_MILLIS)
            .getMap());
        InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(settings.address()), settings.port());
        try {
            door = worker.createStreamConnectionServer(address, ChannelListeners.openListenerAdapter(protocol),
                OptionMap.builder().set(Options.TCP_NODELAY, true).set(Options.REUSE_ADDRESSES, true)
                    .set(Options.BACKLOG, BACKLOG).getMap());
        } catch (IOException e) {
            stopThreads();
            throw new EngineException(ErrorCode.UNAVAILABLE, "The load balancer cannot listen on " + address + ": "
                + e.getMessage(), e).withNextStep("Free the port or set another one.");
        }
    }

    private XnioWorker worker(ListenerSettings settings) {
        Thread caller = Thread.currentThread();
        ClassLoader before = caller.getContextClassLoader();
        // The threads inherit it, and outlive the part that asks for them: it must not be that part's.
        caller.setContextClassLoader(Listener.class.getClassLoader());
        try {
            return Xnio.getInstance(Listener.class.getClassLoader()).createWorkerBuilder()
                .setWorkerName("lb-" + settings.group())
                .setWorkerIoThreads(settings.ioThreads())
                .setExternalExecutorService(tasks)
                .setDaemon(true)
                .build();
        } finally {
            caller.setContextClassLoader(before);
        }
    }

    /** Begins to take connections. */
    void serve(HttpHandler handler) {
        protocol.setRootHandler(new HttpContinueReadHandler(handler));
        door.resumeAccepts();
    }

    int port() {
        return door.getLocalAddress(InetSocketAddress.class).getPort();
    }

    /** Returns the threads that move bytes, each at the place of its number. */
    List<XnioIoThread> threads() {
        return IntStream.range(0, worker.getIoThreadCount()).mapToObj(worker::getIoThread).toList();
    }

    /** Runs something once on each of the threads that move bytes. */
    void onEachThread(Consumer<XnioIoThread> action) {
        for (int i = 0; i < worker.getIoThreadCount(); i++) {
            XnioIoThread thread = worker.getIoThread(i);
            thread.execute(() -> action.accept(thread));
        }
    }

    /** Begins to run something on each thread; what is returned is at zero when all have ended it. */
    CountDownLatch startOnEachThread(Consumer<XnioIoThread> action) {
        CountDownLatch passed = new CountDownLatch(worker.getIoThreadCount());
        try {
            onEachThread(thread -> {
                try {
                    action.accept(thread);
                } finally {
                    passed.countDown();
                }
            });
        } catch (RejectedExecutionException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The load balancer is stopping.", e);
        }
        return passed;
    }

    /** Waits until each thread has ended whatever it was at when this was called, and has then run the action. */
    void afterEachThread(Duration limit, Consumer<XnioIoThread> action) throws InterruptedException {
        if (!startOnEachThread(action).await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The load balancer did not confirm in time.");
        }
    }

    /** Takes no more connections; those that are open go on. */
    void stopAccepting() {
        IoUtils.safeClose(door);
    }

    /** Closes all connections and ends all threads. */
    void close() {
        stopAccepting();
        protocol.closeConnections();
        stopThreads();
    }

    private void stopThreads() {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(WORKER_STOP_SECONDS, TimeUnit.SECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
        tasks.shutdownNow();
        buffers.close();
    }
}
