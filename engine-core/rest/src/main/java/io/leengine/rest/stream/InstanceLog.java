package io.leengine.rest.stream;

import io.leengine.engine.Actor;
import io.leengine.engine.Applications;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.EventStream;
import io.leengine.rest.view.EndView;
import io.leengine.rest.view.LogLineView;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.InstanceLogs;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The log of one instance as events.
 *
 * @param applications opens it
 * @param actor who asks
 * @param application the application's name
 * @param cell where the instance is
 * @param instance its id
 * @param start where it begins
 * @param follow whether to go on
 */
public record InstanceLog(Applications applications, Actor actor, String application, String cell, String instance,
        Applications.LogStart start, boolean follow) implements Answer.Source {
    /** How many kept lines are looked through for the place to go on. */
    static final int RESUME_TAIL = 10_000;

    @Override
    public void send(EventStream stream) throws IOException, InterruptedException {
        LogCursor cursor = LogCursor.of(stream.lastEventId());
        var begin = cursor.resumes() ? start.withTail(RESUME_TAIL) : start;
        try (Watch<InstanceLogs.Line> watch = applications.logs(actor, application, cell, instance, begin, follow)) {
            stream.open();
            while (!burst(watch, stream, cursor)) {
                stream.idle();
            }
        }
        stream.put("end", "", new EndView());
    }

    // What is there goes out in one piece. Returns whether the log has ended.
    private boolean burst(Watch<InstanceLogs.Line> watch, EventStream stream, LogCursor cursor)
            throws IOException, InterruptedException {
        Duration patience = stream.patience();
        for (Optional<InstanceLogs.Line> line = watch.next(patience); line.isPresent();
                line = watch.next(Duration.ZERO)) {
            if (line.get().last()) {
                return true;
            }
            if (cursor.accept(line.get())) {
                stream.put("log", cursor.id(), LogLineView.of(line.get(), cell, instance));
            }
        }
        stream.flush();
        return false;
    }
}
