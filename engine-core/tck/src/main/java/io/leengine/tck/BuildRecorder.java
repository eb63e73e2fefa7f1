package io.leengine.tck;

import io.leengine.spi.builder.BuildListener;
import io.leengine.spi.builder.BuildStage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A listener that keeps what it hears, and checks that one thread at a time speaks. */
public final class BuildRecorder implements BuildListener {
    private final List<BuildStage> stages = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final List<String> commits = new ArrayList<>();
    private final AtomicInteger speaking = new AtomicInteger();
    private final CountDownLatch heard = new CountDownLatch(1);
    private final Predicate<String> awaited;
    private volatile boolean overlapped;

    /** A recorder nobody waits for. */
    public BuildRecorder() {
        this(line -> false);
    }

    /**
     * @param awaited the line that {@link #await} waits for
     */
    public BuildRecorder(Predicate<String> awaited) {
        this.awaited = awaited;
    }

    @Override
    public void stage(BuildStage stage) {
        speak(() -> stages.add(stage));
    }

    @Override
    public void line(String text) {
        speak(() -> lines.add(text));
        if (awaited.test(text)) {
            heard.countDown();
        }
    }

    @Override
    public void commit(String commit) {
        speak(() -> commits.add(commit));
    }

    private void speak(Runnable action) {
        overlapped |= speaking.incrementAndGet() != 1;
        synchronized (this) {
            action.run();
        }
        speaking.decrementAndGet();
    }

    /** Waits for the awaited line; returns whether it came. */
    public boolean await(long seconds) throws InterruptedException {
        return heard.await(seconds, TimeUnit.SECONDS);
    }

    /** Returns whether two threads spoke at once. */
    public boolean overlapped() {
        return overlapped;
    }

    /** Returns the stages so far. */
    public synchronized List<BuildStage> stages() {
        return List.copyOf(stages);
    }

    /** Returns the lines so far. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Returns the commits told so far. */
    public synchronized List<String> commits() {
        return List.copyOf(commits);
    }
}
