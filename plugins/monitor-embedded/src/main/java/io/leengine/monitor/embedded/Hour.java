package io.leengine.monitor.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One hour that takes samples: its points in memory, and those the log has not got yet. Not safe for threads. */
final class Hour {
    private static final int MOST_SERIES = 100_000;
    private static final int MOST_PENDING = 1_000_000;

    private final long slotMillis;
    private final Map<SeriesKey, Points> series = new HashMap<>();
    private List<HourLog.Line> pending = new ArrayList<>();
    private HourLog log;
    private long version;
    private long lastMillis;

    Hour(long slotMillis) {
        this.slotMillis = slotMillis;
    }

    /** Opens the log and takes in what is in it. Called by one thread at a time. */
    void openLog(Path file, boolean replay) throws IOException {
        if (log == null) {
            log = new HourLog(file, (key, time, value) -> {
                if (replay) {
                    place(key, time, value);
                }
            });
        }
    }

    HourLog log() {
        return log;
    }

    /** Takes a sample; false when there is no room for it. */
    boolean put(SeriesKey key, long time, double value, long nowMillis) {
        boolean room = pending.size() < MOST_PENDING && (series.size() < MOST_SERIES || series.containsKey(key));
        if (room) {
            place(key, time, value);
            pending.add(new HourLog.Line(key, time, value));
            version++;
            lastMillis = nowMillis;
        }
        return room;
    }

    private void place(SeriesKey key, long time, double value) {
        series.computeIfAbsent(key, one -> new Points(slotMillis)).put(time, value);
    }

    /** Hands out what the log has not got yet. */
    List<HourLog.Line> takePending() {
        List<HourLog.Line> taken = pending;
        pending = new ArrayList<>();
        return taken;
    }

    /** Takes back what the log refused. */
    void putBack(List<HourLog.Line> lines) {
        lines.addAll(pending);
        pending = lines;
    }

    boolean hasPending() {
        return !pending.isEmpty();
    }

    long version() {
        return version;
    }

    long lastMillis() {
        return lastMillis;
    }

    Map<SeriesKey, Points> series() {
        return series;
    }
}
