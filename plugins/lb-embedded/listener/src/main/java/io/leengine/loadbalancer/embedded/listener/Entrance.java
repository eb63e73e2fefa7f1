package io.leengine.loadbalancer.embedded.listener;

import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.xnio.XnioIoThread;

/**
 * A socket with the part that is attached to it and those that were, until their last requests have ended. It closes
 * when its part retires, when nobody attaches for a while, or when the listener stops; the threads end after the last
 * request.
 *
 * <p>The lock is never held while something waits for I/O threads, since these take it as well.
 */
final class Entrance {
    private static final Logger LOG = System.getLogger(Entrance.class.getName());
    private static final Duration THREADS_PASS = Duration.ofSeconds(2);
    private static final Duration END = Duration.ofSeconds(10);

    private final ListenerSettings settings;
    private final Limits limits;
    private final ScheduledExecutorService timer;
    private final Consumer<Entrance> atEnd;
    private final Listener listener;
    private final Gate gate;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Attached> former = new HashSet<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private Attached current;
    private Future<?> linger;
    private boolean closing;
    private boolean ending;

    /** Opens the port. */
    Entrance(ListenerSettings settings, Limits limits, ScheduledExecutorService timer, Consumer<Entrance> atEnd) {
        this.settings = settings;
        this.limits = limits;
        this.timer = timer;
        this.atEnd = atEnd;
        this.listener = new Listener(settings);
        this.gate = new Gate(listener.threads(), limits.waiting(), limits.waitLimit());
        listener.serve(gate);
    }

    ListenerSettings settings() {
        return settings;
    }

    int waiting() {
        return gate.waiting();
    }

    /** Attaches a part; empty when this socket closes. */
    Optional<Attachment> attach(Part part) {
        lock.lock();
        try {
            if (closing) {
                return Optional.empty();
            }
            if (current != null) {
                throw new EngineException(ErrorCode.UNAVAILABLE, "Another part of the group '" + settings.group()
                    + "' takes the requests of " + settings.address() + ":" + listener.port() + ".")
                    .withNextStep("Remove one of the two.");
            }
            if (linger != null) {
                linger.cancel(false);
            }
            if (gate.waiting() > 0) {
                LOG.log(Level.INFO, "group {0}: {1} requests have waited and go on", settings.group(), gate.waiting());
            }
            current = new Attached(part);
            listener.onEachThread(thread -> gate.lane(thread).open(part));
            return Optional.of(current);
        } finally {
            lock.unlock();
        }
    }

    /** Closes this socket if nobody is attached to it. */
    void giveWay() {
        lock.lock();
        try {
            if (current != null) {
                return;
            }
            beginClosing();
        } finally {
            lock.unlock();
        }
        endIfDone();
    }

    /**
     * Closes this socket; requests under way may go on for a while, or until an interrupt. Returns when nothing of it is
     * left.
     */
    void close(Duration drain) {
        Attached last;
        lock.lock();
        try {
            beginClosing();
            last = current;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.detach();
        }
        lock.lock();
        try {
            long left = drain.toNanos();
            while (!former.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            former.clear();
            lock.unlock();
        }
        endIfDone();
        try {
            if (!ended.await(END.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.log(Level.WARNING, "group {0}: the threads of its listener did not end", settings.group());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes no more connections. Called with the lock held. */
    private void beginClosing() {
        if (closing) {
            return;
        }
        closing = true;
        if (linger != null) {
            linger.cancel(false);
        }
        listener.stopAccepting();
        listener.onEachThread(thread -> gate.lane(thread).last());
    }

    private void endIfDone() {
        lock.lock();
        try {
            if (!closing || ending || current != null || !former.isEmpty()) {
                return;
            }
            ending = true;
        } finally {
            lock.unlock();
        }
        if (XnioIoThread.currentThread() == null) {
            end();
        } else {
            // An I/O thread cannot wait for its own end.
            Thread.ofVirtual().name("lb-end").start(this::end);
        }
    }

    private void end() {
        try {
            listener.close();
            LOG.log(Level.INFO, "group {0}: no longer listening on {1}", settings.group(), settings.address());
        } finally {
            atEnd.accept(this);
            ended.countDown();
        }
    }

    private final class Attached implements Attachment {
        private final Part part;

        Attached(Part part) {
            this.part = part;
        }

        @Override
        public int port() {
            return listener.port();
        }

        @Override
        public void onEachThread(Consumer<XnioIoThread> action) {
            listener.onEachThread(action);
        }

        @Override
        public void afterEachThread(Duration limit, Consumer<XnioIoThread> action) throws InterruptedException {
            listener.afterEachThread(limit, action);
        }

        @Override
        public void retire() {
            lock.lock();
            try {
                if (current == this) {
                    beginClosing();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void detach() {
            CountDownLatch passed;
            lock.lock();
            try {
                if (current != this) {
                    return;
                }
                current = null;
                former.add(this);
                passed = listener.startOnEachThread(thread -> gate.lane(thread).shut());
                if (!closing) {
                    linger = timer.schedule(Entrance.this::lingered, limits.linger().toNanos(), TimeUnit.NANOSECONDS);
                }
            } finally {
                lock.unlock();
            }
            awaitThreads(passed);
        }

        private void awaitThreads(CountDownLatch passed) {
            try {
                if (!passed.await(THREADS_PASS.toNanos(), TimeUnit.NANOSECONDS)) {
                    LOG.log(Level.WARNING, "group {0}: an I/O thread is stuck in a part that detaches",
                        settings.group());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void giveBack(HttpServerExchange exchange) {
            exchange.dispatch(SameThreadExecutor.INSTANCE, gate);
        }

        @Override
        public void underWayChanged() {
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean awaitFormer(String host, Set<Endpoint> endpoints, Duration limit) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = limit.toNanos();
                while (former.stream().anyMatch(one -> one.part.underWay(host, endpoints) > 0)) {
                    if (left <= 0) {
                        return false;
                    }
                    left = changed.awaitNanos(left);
                }
                return true;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            detach();
            lock.lock();
            try {
                former.remove(this);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            endIfDone();
        }
    }

    private void lingered() {
        LOG.log(Level.INFO, "group {0}: nobody has come back to its socket", settings.group());
        giveWay();
    }
}
