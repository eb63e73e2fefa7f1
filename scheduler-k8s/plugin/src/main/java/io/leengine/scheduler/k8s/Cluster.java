package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The connection to one apiserver, and whether it answers. A small question every few seconds finds out within ten when
 * it does not, also where connections hang that nobody has ended; until it answers again every call fails at once.
 */
final class Cluster {
    private static final System.Logger LOG = System.getLogger(Cluster.class.getName());
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration CALL = Duration.ofSeconds(15);
    private static final Duration PROBE = Duration.ofMillis(2_500);
    private static final long INTERVAL_MILLIS = 3_000;
    private static final long AGAIN_MILLIS = 500;

    private final String cell;
    private final ClusterFaults faults;
    private final ExecutorService threads;
    private final KubernetesClient client;
    private final Thread prober;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private String trouble = "";
    private boolean suspected;
    private boolean closed;
    private volatile long lastHeard = System.nanoTime();
    private volatile KubernetesVersion version = KubernetesVersion.UNKNOWN;

    /** Work on the cluster that may wait for it. */
    interface Work<R> {
        R on(KubernetesClient connected) throws InterruptedException;
    }

    Cluster(String cell, ClusterAccess access) {
        this.cell = cell;
        this.faults = new ClusterFaults(cell, access.server());
        this.threads = Executors.newVirtualThreadPerTaskExecutor();
        this.client = new KubernetesClientBuilder().withConfig(config(access)).withTaskExecutor(threads)
            .withHttpClientFactory(new JdkHttpClientFactory()).build();
        this.prober = Thread.ofVirtual().name("probe-" + cell).start(this::probe);
    }

    private static Config config(ClusterAccess access) {
        ConfigBuilder config = new ConfigBuilder(Config.empty()).withMasterUrl(access.server().toString())
            .withConnectionTimeout((int) CONNECT.toMillis()).withRequestTimeout((int) CALL.toMillis())
            // What failed is tried again by whoever wants it, with a pause of its own.
            .withRequestRetryBackoffLimit(0).withUserAgent("leengine");
        if (!access.ca().isEmpty()) {
            config.withCaCertData(access.ca());
        }
        if (!access.tlsServerName().isEmpty()) {
            config.withTlsServerName(access.tlsServerName());
        }
        return access.token().isEmpty()
            ? config.withClientCertData(access.certificate()).withClientKeyData(access.key()).build()
            : config.withOauthToken(access.token()).build();
    }

    String cell() {
        return cell;
    }

    ClusterFaults faults() {
        return faults;
    }

    KubernetesVersion version() {
        return version;
    }

    /** For what outlives a call: lists and watches. */
    KubernetesClient client() {
        return client;
    }

    /** Adds a listener that is told when the cluster no longer answers; called under no lock. */
    void onSilence(Runnable listener) {
        listeners.add(listener);
    }

    /**
     * Does one thing for a caller, within the time it has.
     *
     * @param what the subject of a sentence, for the error
     */
    <R> R call(CallContext context, String what, Work<R> work) throws InterruptedException {
        mustAnswer(context);
        Duration left = context.remaining().compareTo(CALL) < 0 ? context.remaining() : CALL;
        try {
            return within(left, () -> work.on(client));
        } catch (KubernetesClientException e) {
            mustBeOpen();
            if (faults.isSilence(e)) {
                suspect();
            }
            context.check(what);
            throw faults.of(what, e);
        }
    }

    /**
     * Does something that may hang, for as long as it may take: a connection that nobody has ended and nobody answers on
     * holds up its caller for longer than the client's own time-outs say.
     *
     * @throws KubernetesClientException what the work throws, or with a {@link TimeoutException} as its cause
     */
    <R> R within(Duration limit, Callable<R> work) throws InterruptedException {
        Future<R> result = submit(work);
        try {
            R value = result.get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
            heard();
            return value;
        } catch (TimeoutException e) {
            throw new KubernetesClientException("There was no answer in " + limit.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case KubernetesClientException fault -> {
                    if (fault.getCode() > 0 && fault.getCode() < ClusterFaults.SERVER) {
                        heard();
                    }
                    throw fault;
                }
                case EngineException fault -> throw fault;
                case InterruptedException fault -> throw new KubernetesClientException("The call was ended", fault);
                default -> {
                    mustBeOpen(); // else the client said in its own way that it was closed
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            result.cancel(true);
        }
    }

    private <R> Future<R> submit(Callable<R> work) {
        try {
            return threads.submit(work);
        } catch (RejectedExecutionException e) {
            mustBeOpen();
            throw e;
        }
    }

    /** Fails at once when the cluster is known not to answer, or to be one the engine cannot use. */
    void mustAnswer(CallContext context) {
        mustBeOpen();
        context.check("The call to cell '" + cell + "'");
        String why = trouble();
        if (!why.isEmpty()) {
            throw new EngineException(ErrorCode.UNAVAILABLE, why);
        }
        version.mustBeUsable(cell);
    }

    synchronized void mustBeOpen() {
        if (closed) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The cell '" + cell + "' is closed.");
        }
    }

    /** Returns why the cluster does not answer; empty while it does or nothing is known yet. */
    synchronized String trouble() {
        return trouble;
    }

    synchronized boolean isReachable() {
        return trouble.isEmpty();
    }

    synchronized void awaitReachable() throws InterruptedException {
        while (!trouble.isEmpty()) {
            wait();
        }
    }

    /** The apiserver has said something, whatever it was. */
    void heard() {
        lastHeard = System.nanoTime();
    }

    /** Something failed that may mean that nobody answers: looks at once. */
    synchronized void suspect() {
        suspected = true;
        notifyAll();
    }

    private void probe() {
        int failures = 0;
        try {
            while (true) {
                long began = System.nanoTime();
                String fault = ask();
                if (lastHeard - began > 0) {
                    fault = ""; // an engine that is short of time itself must not take that for silence
                }
                failures = fault.isEmpty() ? 0 : failures + 1;
                if (fault.isEmpty() || failures > 1) {
                    state(fault);
                }
                rest(failures == 1 ? AGAIN_MILLIS : INTERVAL_MILLIS / 2
                    + ThreadLocalRandom.current().nextLong(INTERVAL_MILLIS / 2 + 1));
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "cell {0}: no longer asked", cell);
        }
    }

    private synchronized void rest(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        // Who fails while it is known that nobody answers tells nothing new.
        while (!(suspected && trouble.isEmpty())) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        suspected = false;
    }

    /** Returns what is wrong; empty when there is an answer, whatever it says. */
    private String ask() throws InterruptedException {
        try {
            String told = within(PROBE, () -> client.raw("/version"));
            version = KubernetesVersion.told(told);
            return "";
        } catch (KubernetesClientException e) {
            EngineException fault = faults.of("The question for its version", e);
            return faults.isSilence(e) || e.getCode() >= ClusterFaults.SERVER ? fault.getMessage()
                + fault.nextStep().map(step -> " " + step).orElse("") : "";
        }
    }

    private void state(String fault) {
        boolean silent;
        synchronized (this) {
            silent = trouble.isEmpty() && !fault.isEmpty();
            boolean back = !trouble.isEmpty() && fault.isEmpty();
            trouble = fault;
            notifyAll();
            if (back) {
                LOG.log(Level.INFO, "cell {0}: the apiserver answers again", cell);
            }
        }
        if (silent) {
            LOG.log(Level.WARNING, "cell {0}: {1}", cell, fault);
            listeners.forEach(Runnable::run);
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** From now on every call fails. */
    synchronized void end() {
        closed = true;
    }

    /** Ends everything that is under way. */
    void close() throws InterruptedException {
        end();
        prober.interrupt();
        prober.join();
        client.close();
        threads.shutdownNow();
    }
}
