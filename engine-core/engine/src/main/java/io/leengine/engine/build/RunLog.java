package io.leengine.engine.build;

import io.leengine.engine.change.ChangeFeed;
import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.spi.builder.BuildListener;
import io.leengine.spi.builder.BuildStage;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Writes what a builder tells of a run into the store: stages at once, lines in chunks a few times a second. */
final class RunLog implements BuildListener, AutoCloseable {
    private static final int CHUNK = 32 * 1024;
    private static final long FLUSH_MILLIS = 250;

    private final Store store;
    private final Clock clock;
    private final ChangeFeed feed;
    private final String feedKey;
    private final ScheduledFuture<?> timer;
    private final StringBuilder pending = new StringBuilder();
    private BuildRun run;
    private int position;
    private EngineException broken;

    RunLog(Store store, Clock clock, ChangeFeed feed, String feedKey, BuildRun run, ScheduledExecutorService timers) {
        this.store = store;
        this.clock = clock;
        this.feed = feed;
        this.feedKey = feedKey;
        this.run = run;
        this.timer = timers.scheduleWithFixedDelay(this::flushQuietly, FLUSH_MILLIS, FLUSH_MILLIS,
            TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void stage(BuildStage stage) {
        update(present -> Runs.stage(present, stage, clock.instant()));
    }

    @Override
    public synchronized void commit(String commit) {
        update(present -> Runs.commit(present, commit));
    }

    @Override
    public synchronized void line(String text) {
        if (broken != null) {
            throw broken;
        }
        pending.append(text).append('\n');
        if (pending.length() >= CHUNK) {
            flush();
        }
    }

    /** Changes the run, unless somebody ended it meanwhile. */
    synchronized boolean update(UnaryOperator<BuildRun> change) {
        flush();
        BuildRun changed = change.apply(run);
        boolean written = store.write(session -> {
            boolean open = session.builds().runById(run.id()).filter(this::isOurs).isPresent();
            if (open) {
                session.builds().update(changed);
            }
            return open;
        });
        if (written) {
            run = changed;
        }
        feed.changed(feedKey);
        return written;
    }

    /** Nobody ended the run, and no other engine has begun it again meanwhile. */
    private boolean isOurs(BuildRun present) {
        return !present.state().ended() && present.attempt() == run.attempt();
    }

    private synchronized void flush() {
        if (pending.isEmpty()) {
            return;
        }
        String text = pending.toString();
        int at = position;
        store.write(session -> {
            if (session.builds().runById(run.id()).filter(present -> present.attempt() == run.attempt()).isPresent()) {
                session.builds().appendLog(run.id(), at, text);
            }
            return null;
        });
        position++;
        pending.setLength(0);
        feed.changed(feedKey);
    }

    /** The timer has nobody to tell of an error; the next line or stage does. */
    private synchronized void flushQuietly() {
        try {
            flush();
        } catch (EngineException e) {
            broken = e;
        }
    }

    @Override
    public void close() {
        timer.cancel(false);
        synchronized (this) {
            flush();
        }
    }
}
