package io.leengine.loadbalancer.nginx.agent;

import io.leengine.model.EngineException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Puts settings into effect beside the upstreams, which do not wait for it; what comes meanwhile is gathered. */
final class SettingsLane implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SettingsLane.class.getName());
    private static final long PAUSE_MILLIS = 500;

    private final DataPlane dataPlane;
    private final Presence presence;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private SettingsChange waiting = SettingsChange.NONE;
    private long revision = -1;
    private long done = -1;

    /** What is to be put into effect together. */
    private record Work(SettingsChange change, long revision) {
    }

    SettingsLane(DataPlane dataPlane, Presence presence) {
        this.dataPlane = dataPlane;
        this.presence = presence;
        this.thread = Thread.ofVirtual().name("agent-settings").start(this::run);
    }

    /** Takes what has changed up to a revision. */
    void add(SettingsChange change, long upTo) {
        lock.lock();
        try {
            waiting = waiting.and(change);
            revision = upTo;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        DataPlane.Outcome last = new DataPlane.Outcome(0, Map.of());
        try {
            while (true) {
                Work work = next();
                try {
                    if (!work.change().isEmpty()) {
                        last = dataPlane.settings(work.change());
                    }
                    presence.settings(work.revision(), last);
                } catch (EngineException e) {
                    LOG.log(Level.WARNING, "settings are not in effect yet: {0}", e.getMessage());
                    putBack(work);
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Work next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (revision == done) {
                changed.await();
            }
            Work work = new Work(waiting, revision);
            waiting = SettingsChange.NONE;
            done = revision;
            return work;
        } finally {
            lock.unlock();
        }
    }

    /** What came meanwhile is newer. */
    private void putBack(Work work) {
        lock.lock();
        try {
            waiting = work.change().and(waiting);
            done = -1;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        Threads.end(thread);
    }
}
