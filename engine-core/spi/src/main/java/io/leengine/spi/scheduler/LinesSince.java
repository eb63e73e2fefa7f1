package io.leengine.spi.scheduler;

import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.InstanceLogs.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A log without its lines before a time. From the first one that is not older all are told: a clock may be set back. */
final class LinesSince implements Watch<Line> {
    /** Most kept lines that a log begins with. */
    static final int MOST = 100_000;

    private final Watch<Line> log;
    private final Instant since;
    private boolean begun;

    LinesSince(Watch<Line> log, Instant since) {
        this.log = log;
        this.since = since;
    }

    @Override
    public Optional<Line> next(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        Optional<Line> line = log.next(limit);
        while (line.isPresent() && !begun && !line.get().last() && line.get().at().isBefore(since)) {
            line = log.next(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        begun |= line.isPresent();
        return line;
    }

    @Override
    public void close() {
        log.close();
    }
}
