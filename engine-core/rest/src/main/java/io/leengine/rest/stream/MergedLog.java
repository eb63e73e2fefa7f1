package io.leengine.rest.stream;

import io.leengine.engine.Actor;
import io.leengine.engine.Applications;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.EventStream;
import io.leengine.rest.view.EndView;
import io.leengine.rest.view.LogLineView;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.InstanceLogs;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The logs of all instances of an application in one stream. Each is read by a virtual thread of its own into one
 * bounded queue; instances that come while it is followed are picked up. What is in the queue at a time goes out in the
 * order of time. For one thread.
 */
public final class MergedLog implements Answer.Source {
    private static final Duration LOOK_AROUND = Duration.ofSeconds(1);
    private static final int QUEUE = 1_024;

    private final Applications applications;
    private final Actor actor;
    private final String application;
    private final Applications.LogStart start;
    private final boolean follow;
    private final BlockingQueue<LogFeed.Item> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Map<String, Thread> feeding = new HashMap<>();
    private final Map<String, LogCursor> known = new HashMap<>();
    private Optional<String> resume = Optional.empty();
    private boolean begun;

    /**
     * @param start where each instance's log begins
     * @param follow whether to go on
     */
    public MergedLog(Applications applications, Actor actor, String application, Applications.LogStart start,
            boolean follow) {
        this.applications = applications;
        this.actor = actor;
        this.application = application;
        this.start = start;
        this.follow = follow;
    }

    @Override
    public void send(EventStream stream) throws IOException, InterruptedException {
        resume = stream.lastEventId();
        LogCursor.of(resume);
        try {
            boolean there = lookAround();
            long looked = System.nanoTime();
            while (there && (follow || !feeding.isEmpty() || !queue.isEmpty())) {
                emit(stream, take());
                if (follow && System.nanoTime() - looked > LOOK_AROUND.toNanos()) {
                    there = lookAround();
                    looked = System.nanoTime();
                    stream.open();
                }
                stream.idle();
            }
        } finally {
            end();
        }
        stream.put("end", "", new EndView());
    }

    /**
     * Returns the last lines of all instances in the order of time.
     *
     * @param most how many lines at most
     */
    public List<LogLineView> collect(int most) throws InterruptedException {
        LastLines lines = new LastLines(most);
        try {
            lookAround();
            while (!feeding.isEmpty() || !queue.isEmpty()) {
                for (LogFeed.Item item : take()) {
                    if (item.line() == null) {
                        ended(item);
                    } else {
                        lines.add(LogLineView.of(item.line(), item.feed().cell(), item.feed().instance()));
                    }
                }
            }
        } finally {
            end();
        }
        return lines.inOrder();
    }

    // Returns false once the application is gone.
    private boolean lookAround() throws InterruptedException {
        List<Applications.Placed> instances;
        try {
            instances = applications.instances(actor, application);
        } catch (EngineException e) {
            if (e.code() == ErrorCode.NOT_FOUND && begun) {
                return false;
            }
            throw e;
        }
        List<String> present = new ArrayList<>();
        for (Applications.Placed placed : instances) {
            String key = key(placed.cell(), placed.instance().id());
            present.add(key);
            if (!feeding.containsKey(key)) {
                feed(key, placed);
            }
        }
        known.keySet().removeIf(key -> !present.contains(key) && !feeding.containsKey(key));
        begun = true;
        return true;
    }

    private void feed(String key, Applications.Placed placed) {
        LogCursor before = known.get(key);
        LogCursor cursor = before == null ? LogCursor.of(resume) : before.again();
        known.put(key, cursor);
        // The tail is of what was there at first; an instance that came later is told from its start.
        var lines = begun ? start.withTail(InstanceLog.RESUME_TAIL) : start;
        LogFeed feed = new LogFeed(placed, cursor, this::open, lines, follow, queue);
        feeding.put(key, Thread.ofVirtual().name("log-" + key).start(feed));
    }

    private Watch<InstanceLogs.Line> open(String cell, String instance, Applications.LogStart lines)
            throws InterruptedException {
        return applications.logs(actor, application, cell, instance, lines, follow);
    }

    // Whatever is there, or what comes first within a while.
    private List<LogFeed.Item> take() throws InterruptedException {
        List<LogFeed.Item> batch = new ArrayList<>();
        LogFeed.Item first = queue.poll(LOOK_AROUND.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            batch.add(first);
            queue.drainTo(batch);
        }
        return batch;
    }

    private void emit(EventStream stream, List<LogFeed.Item> batch) throws IOException {
        List<LogFeed.Item> lines = batch.stream().filter(item -> item.line() != null)
            .sorted(Comparator.comparing(item -> item.line().at())).toList();
        for (LogFeed.Item item : lines) {
            stream.put("log", LogCursor.id(item.line().at(), 0),
                LogLineView.of(item.line(), item.feed().cell(), item.feed().instance()));
        }
        stream.flush();
        batch.stream().filter(item -> item.line() == null).forEach(this::ended);
    }

    // What time may mend is tried again at the next look around; what the caller may not do ends the whole.
    private void ended(LogFeed.Item item) {
        String key = key(item.feed().cell(), item.feed().instance());
        EngineException failure = item.failure();
        if (failure != null && failure.code() != ErrorCode.NOT_FOUND && failure.code() != ErrorCode.UNSUPPORTED
                && !failure.code().retryable()) {
            throw failure;
        }
        // A cell that keeps no logs is not asked again.
        if (!follow || failure == null || failure.code() != ErrorCode.UNSUPPORTED) {
            feeding.remove(key);
        }
    }

    private void end() throws InterruptedException {
        List<Thread> threads = List.copyOf(feeding.values());
        threads.forEach(Thread::interrupt);
        // Each closes its watch before it ends.
        for (Thread thread : threads) {
            if (!thread.join(Duration.ofSeconds(5))) {
                System.getLogger(MergedLog.class.getName()).log(System.Logger.Level.WARNING,
                    "{0} does not end; its plugin does not heed interrupts", thread.getName());
            }
        }
    }

    private static String key(String cell, String instance) {
        return cell + "/" + instance;
    }
}
