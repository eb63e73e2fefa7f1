package io.leengine.rest.view;

import io.leengine.spi.scheduler.InstanceLogs;
import java.time.Instant;

/** A line of a log. */
@Doc("A line of a log.")
public record LogLineView(Instant at, @Doc("Without its line end.") String text, String cell, String instance) {
    /** Returns the view. */
    public static LogLineView of(InstanceLogs.Line line, String cell, String instance) {
        return new LogLineView(line.at(), line.text(), cell, instance);
    }
}
