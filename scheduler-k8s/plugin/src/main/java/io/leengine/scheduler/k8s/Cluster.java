package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The connection to one apiserver, and whether it answers. A small question every few seconds finds out within ten when
 * it does not, also where connections hang that nobody has ended; until it answers again every call fails at once.
 */
final class Cluster {
    private static final System.Logger LOG = System.getLogger(Cluster.class.getName());
    private static final Duration CALL = Duration.ofSeconds(15);
    private static final Duration PROBE = Duration.ofMillis(2_500);
    private static final long INTERVAL_MILLIS = 3_000;
    private static final long AGAIN_MILLIS = 500;
    /** After so many failures in a row there is another connection; a new one, too, may get stuck. */
    private static final int RENEWED = 3;

    private final String cell;
    private final ClusterFaults faults;
    private final ExecutorService threads;
    private final Connection connection;
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
        this.connection = new Connection(access, CALL, threads);
        this.prober = Thread.ofVirtual().name("probe-" + cell).start(this::probe);
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

    /** For what outlives a call: lists and watches. Another takes its place when nobody answers. */
    KubernetesClient client() {
        return connection.client();
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
        return call(context, what, work, late -> { });
    }

    /** @param late clears away what the work brings when nobody waits for it any more */
    <R> R call(CallContext context, String what, Work<R> work, Consumer<R> late) throws InterruptedException {
        mustAnswer(context);
        Duration left = context.remaining().compareTo(CALL) < 0 ? context.remaining() : CALL;
        try {
            return within(left, () -> work.on(connection.client()), late);
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
     * @param late clears away what the work brings when nobody waits for it any more
     * @throws KubernetesClientException what the work throws, or with a {@link TimeoutException} as its cause
     */
    <R> R within(Duration limit, Callable<R> work, Consumer<R> late) throws InterruptedException {
        Attempt<R> attempt = new Attempt<>(work, late);
        execute(attempt);
        boolean ended = false;
        try {
            R value = attempt.get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
            ended = true;
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
            if (!ended) {
                attempt.leave(true);
            }
        }
    }

    private void execute(Runnable work) {
        try {
            threads.execute(work);
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
                failures = look(failures);
                rest(failures == 1 ? AGAIN_MILLIS : INTERVAL_MILLIS / 2
                    + ThreadLocalRandom.current().nextLong(INTERVAL_MILLIS / 2 + 1));
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "cell {0}: no longer asked", cell);
        }
    }

    /** Returns how often there was no answer in a row. */
    private int look(int before) throws InterruptedException {
        long began = System.nanoTime();
        String fault = ask();
        if (lastHeard - began > 0) {
            fault = ""; // an engine that is short of time itself must not take that for silence
        }
        int failures = fault.isEmpty() ? 0 : before + 1;
        if (fault.isEmpty() || failures > 1) {
            state(fault);
        }
        if (failures % RENEWED == 2) {
            connection.renew(); // it may be the connection only that nobody answers on
        }
        return failures;
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
            String told = within(PROBE, () -> connection.client().raw("/version"), late -> { });
            version = KubernetesVersion.told(told);
            return "";
        } catch (KubernetesClientException e) {
            return faults.isSilence(e) || e.getCode() >= ClusterFaults.SERVER
                ? ClusterFaults.text(faults.of("The question for its version", e)) : "";
        } catch (RuntimeException e) {
            LOG.log(isClosed() ? Level.DEBUG : Level.ERROR, "cell " + cell + ": its version could not be asked for", e);
            return "Cell '" + cell + "': its version could not be asked for: " + e;
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

    /** The thread that asks, to be ended before this is closed. */
    Thread prober() {
        return prober;
    }

    /** Ends everything that is under way. */
    void close() {
        end();
        connection.close();
        threads.shutdownNow();
    }
}
