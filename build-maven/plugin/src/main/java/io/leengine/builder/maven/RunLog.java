package io.leengine.builder.maven;

import io.leengine.spi.builder.BuildListener;
import io.leengine.spi.builder.BuildStage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The log of one run: keeps to the limits and tells every listener, one thread at a time. */
final class RunLog {
    /** Longest line in bytes. */
    static final int LINE_LIMIT = 64 * 1024;

    private static final String CUT = " …(cut)";
    private static final int CUT_LENGTH = CUT.getBytes(StandardCharsets.UTF_8).length;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<BuildListener> listeners = new ArrayList<>();
    private final Consumer<String> lines;
    private final long limit;
    private long left;
    private volatile boolean full;
    private volatile boolean sawFullDisk;
    private BuildStage stage;
    private String commit;

    /** The log of a run that somebody follows. */
    RunLog(long limit, BuildListener first) {
        this(limit, line -> { });
        listeners.add(first);
    }

    /** The log of a command on the builder's own account. It is no listener: the engine alone implements those. */
    RunLog(long limit, Consumer<String> lines) {
        this.limit = limit;
        this.lines = lines;
        left = limit;
    }

    /** Adds one more listener, who is first told how far the run is. */
    void join(BuildListener listener) {
        lock.lock();
        try {
            if (stage != null) {
                listener.stage(stage);
            }
            if (commit != null) {
                listener.commit(commit);
            }
            listeners.add(listener);
        } finally {
            lock.unlock();
        }
    }

    void stage(BuildStage next) {
        lock.lock();
        try {
            stage = next;
            listeners.forEach(listener -> listener.stage(next));
        } finally {
            lock.unlock();
        }
    }

    void commit(String id) {
        lock.lock();
        try {
            commit = id;
            listeners.forEach(listener -> listener.commit(id));
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether every further line will be dropped. */
    boolean full() {
        return full;
    }

    /** Returns whether a line said that the disk is full; asked when a tool has failed. */
    boolean sawFullDisk() {
        return sawFullDisk;
    }

    /** Takes a line, cutting it or dropping it as the limits say. */
    void line(String text) {
        if (text.contains("No space left on device")) {
            sawFullDisk = true;
        }
        if (full) {
            return;
        }
        String line = cut(text);
        lock.lock();
        try {
            long size = line.getBytes(StandardCharsets.UTF_8).length + 1L;
            if (full) {
                return;
            }
            full = size > left;
            left -= size;
            String told = full ? "The log has reached its limit of " + limit + " bytes: what follows is dropped."
                : line;
            lines.accept(told);
            listeners.forEach(listener -> listener.line(told));
        } finally {
            lock.unlock();
        }
    }

    private static String cut(String text) {
        if (text.length() * 3L <= LINE_LIMIT || text.getBytes(StandardCharsets.UTF_8).length <= LINE_LIMIT) {
            return text;
        }
        int room = LINE_LIMIT - CUT_LENGTH;
        int end = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            room -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (room < 0) {
                break;
            }
            end += Character.charCount(point);
        }
        return text.substring(0, end) + CUT;
    }
}
