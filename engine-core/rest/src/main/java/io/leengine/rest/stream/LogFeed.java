package io.leengine.rest.stream;

import io.leengine.engine.Applications;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.InstanceLogs;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;

/** Brings the lines of one instance's log to a queue, in a thread of its own. */
final class LogFeed implements Runnable {
    /** Opens the log. */
    @FunctionalInterface
    interface Opening {
        Watch<InstanceLogs.Line> open(String cell, String instance, Applications.LogStart start) throws InterruptedException;
    }

    /**
     * What comes out.
     *
     * @param feed from which log
     * @param line a line; null at the end
     * @param failure why it ended; null when the log itself did
     */
    record Item(LogFeed feed, InstanceLogs.Line line, EngineException failure) {
    }

    private static final Duration TURN = Duration.ofSeconds(10);

    private final String cell;
    private final String instance;
    private final LogCursor cursor;
    private final Opening opening;
    private final Applications.LogStart start;
    private final boolean follow;
    private final BlockingQueue<Item> queue;

    LogFeed(Applications.Placed placed, LogCursor cursor, Opening opening, Applications.LogStart start,
            boolean follow, BlockingQueue<Item> queue) {
        this.cell = placed.cell();
        this.instance = placed.instance().id();
        this.cursor = cursor;
        this.opening = opening;
        this.start = start;
        this.follow = follow;
        this.queue = queue;
    }

    String cell() {
        return cell;
    }

    String instance() {
        return instance;
    }

    @Override
    public void run() {
        try {
            queue.put(new Item(this, null, feed()));
        } catch (InterruptedException _) {
            // The reader has gone: there is nobody to tell.
            Thread.currentThread().interrupt();
        }
    }

    private EngineException feed() throws InterruptedException {
        var begin = cursor.resumes() ? start.withTail(InstanceLog.RESUME_TAIL) : start;
        try (Watch<InstanceLogs.Line> watch = opening.open(cell, instance, begin)) {
            while (true) {
                var line = watch.next(TURN);
                if (line.isPresent() && line.get().last()) {
                    return null;
                } else if (line.isEmpty() && !follow) {
                    return new EngineException(ErrorCode.TIMEOUT, "The log of " + instance + " does not come.");
                }
                if (line.isPresent() && cursor.accept(line.get())) {
                    queue.put(new Item(this, line.get(), null));
                }
            }
        } catch (EngineException e) {
            return e;
        } catch (LinkageError e) {
            // The plugin was taken out in the middle: its successor has the same log.
            return new EngineException(ErrorCode.UNAVAILABLE, "The log of " + instance + " broke off.", e);
        } catch (RuntimeException e) {
            // A defect of the plugin: its reader must hear of an end, else it waits for ever.
            return new EngineException(ErrorCode.INTERNAL, "The log of " + instance + " failed.", e);
        }
    }
}
