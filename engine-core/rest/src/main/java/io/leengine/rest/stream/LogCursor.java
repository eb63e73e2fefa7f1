package io.leengine.rest.stream;

import io.leengine.model.EngineException;
import io.leengine.spi.scheduler.InstanceLogs;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where one is in an instance's log, which numbers nothing: the time of the last line and how many lines of that very
 * time there were. For one thread.
 */
final class LogCursor {
    private static final Pattern ID = Pattern.compile("(\\d{1,12})\\.(\\d{9})-(\\d{1,9})");

    private Instant at;
    private int count;
    private boolean skipping;
    private int skipped;

    private LogCursor(Instant at, int count, boolean skipping) {
        this.at = at;
        this.count = count;
        this.skipping = skipping;
    }

    /** Begins anew. */
    static LogCursor start() {
        return new LogCursor(Instant.MIN, 0, false);
    }

    /** Goes on behind the event of an id; {@code INVALID} for an id that was never sent. */
    static LogCursor after(String id) {
        var matcher = ID.matcher(id);
        if (!matcher.matches()) {
            throw EngineException.invalid("Last-Event-ID", "'Last-Event-ID' must be the id of an event of this log.");
        }
        try {
            Instant at = Instant.ofEpochSecond(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
            return new LogCursor(at, Integer.parseInt(matcher.group(3)), true);
        } catch (DateTimeException _) {
            throw EngineException.invalid("Last-Event-ID", "'Last-Event-ID' is out of bounds.");
        }
    }

    /** Goes on where a stream's reader was, or begins anew. */
    static LogCursor of(Optional<String> lastEventId) {
        return lastEventId.map(LogCursor::after).orElseGet(LogCursor::start);
    }

    /** Returns a cursor that goes on where this one is, for a log that is opened again. */
    LogCursor again() {
        return at.equals(Instant.MIN) ? start() : new LogCursor(at, count, true);
    }

    /** Returns whether lines that were sent already may come again. */
    boolean resumes() {
        return skipping;
    }

    /** Takes the next line; returns whether it is new. */
    boolean accept(InstanceLogs.Line line) {
        if (skipping && (line.at().isBefore(at) || line.at().equals(at) && skipped++ < count)) {
            return false;
        }
        skipping = false;
        count = line.at().equals(at) ? count + 1 : 1;
        at = line.at();
        return true;
    }

    /** Returns the id of the line that was taken last. */
    String id() {
        return id(at, count);
    }

    /** Returns the id of all lines up to a time, so that those of that very time come again. */
    static String id(Instant at, int count) {
        return at.getEpochSecond() + "." + String.format(java.util.Locale.ROOT, "%09d", at.getNano()) + "-" + count;
    }
}
