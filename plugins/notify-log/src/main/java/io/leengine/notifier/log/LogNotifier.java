package io.leengine.notifier.log;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.notifier.Notice;
import io.leengine.spi.notifier.Notifier;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** Writes each notice as one line, once: the ids of the latest are remembered. */
final class LogNotifier implements Notifier, AutoCloseable {
    private static final int MOST_TEXT = 2_000;

    private final String name;
    private final Level least;
    private final int remembered;
    private final BiConsumer<Level, String> log;
    private final LinkedHashSet<String> seen = new LinkedHashSet<>();
    private volatile boolean closed;

    /**
     * @param name the configured name
     * @param least notices below this level are left out
     * @param remembered how many ids are remembered
     * @param log takes the lines
     */
    LogNotifier(String name, Level least, int remembered, BiConsumer<Level, String> log) {
        this.name = name;
        this.least = least;
        this.remembered = remembered;
        this.log = log;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void deliver(CallContext context, Notice notice, Set<String> recipients) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (closed) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "Notifier '" + name + "' is closed.");
        }
        context.check("Delivering a notice");
        Level level = level(notice.severity());
        // One after the other: of two that deliver the same notice at once, the second must find the first's line.
        synchronized (seen) {
            if (seen.contains(notice.id())) {
                return;
            }
            if (level.getSeverity() >= least.getSeverity()) {
                log.accept(level, line(context, notice, recipients));
            }
            seen.add(notice.id());
            if (seen.size() > remembered) {
                seen.removeFirst();
            }
        }
    }

    private static Level level(Notice.Severity severity) {
        return switch (severity) {
            case RESOLVED, INFORMATION -> Level.INFO;
            case WARNING -> Level.WARNING;
            case CRITICAL -> Level.ERROR;
        };
    }

    private static String line(CallContext context, Notice notice, Set<String> recipients) {
        StringBuilder line = new StringBuilder("notice ").append(flat(notice.id())).append(' ')
            .append(notice.severity()).append(" since ").append(notice.at()).append(": ")
            .append(flat(notice.subject()));
        if (!notice.text().isBlank()) {
            line.append(" | ").append(flat(notice.text()));
        }
        if (!recipients.isEmpty()) {
            line.append(" | to ").append(flat(String.join(", ", new TreeSet<>(recipients))));
        }
        return line.append(" [").append(flat(context.requestId())).append(']').toString();
    }

    /** Keeps a notice from looking like several lines of the log, or from filling it. */
    private static String flat(String text) {
        String flat = text.strip().replaceAll("\\R", " / ").replaceAll("\\p{Cntrl}", "?");
        return flat.length() <= MOST_TEXT ? flat : flat.substring(0, MOST_TEXT) + "...";
    }

    /** Takes no more notices. */
    @Override
    public void close() {
        closed = true;
    }
}
