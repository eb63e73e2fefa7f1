package io.leengine.engine.ownership;

import io.leengine.model.EngineException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps an engine's membership: a round a second, and a look in between at whether the time has run out. */
public final class Keeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Keeper.class.getName());
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Membership membership;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    /** Of a membership. */
    public Keeper(Membership membership) {
        this.membership = membership;
    }

    /** Begins; does the first round at once, so that what is free is owned when this returns. */
    public void start() {
        round();
        threads.add(Thread.ofPlatform().daemon().name("engine-rounds").start(() -> every(PACE, this::round)));
        threads.add(Thread.ofPlatform().daemon().name("engine-looks").start(() -> every(LOOK, membership::watch)));
    }

    private void every(Duration pace, Runnable work) {
        try {
            while (!ending.await(pace.toMillis(), TimeUnit.MILLISECONDS)) {
                work.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        try {
            membership.round();
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "this engine cannot say that it lives: {0}", e.getMessage());
        // catches all: a round that fails is followed by another
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a round of the membership failed", e);
        }
    }

    /** Leaves. To be called when nothing runs any more. */
    @Override
    public void close() {
        ending.countDown();
        try {
            for (Thread thread : threads) {
                thread.join();
            }
            membership.leave();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "this engine cannot say that it leaves; others wait for {0} s: {1}",
                Membership.LEASE.toSeconds(), e.getMessage());
        }
    }
}
