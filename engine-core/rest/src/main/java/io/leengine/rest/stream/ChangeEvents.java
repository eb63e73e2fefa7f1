package io.leengine.rest.stream;

import io.leengine.engine.Actor;
import io.leengine.engine.Applications;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.EventStream;
import io.leengine.rest.view.ApplicationDetailsView;
import io.leengine.rest.view.EndView;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What an application is like, at once and after every change, until it is gone.
 *
 * @param applications tells of changes
 * @param actor who asks
 * @param application the application's name
 */
public record ChangeEvents(Applications applications, Actor actor, String application) implements Answer.Source {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    @Override
    public void send(EventStream stream) throws IOException, InterruptedException {
        // The number is taken before the state: a change between the two is told once more, and never missed.
        stream.lastEventId().ifPresent(ChangeEvents::number);
        long seen = applications.awaitChange(actor, application, 0, Duration.ZERO);
        ApplicationDetailsView present = details();
        stream.open();
        // An engine that was started anew counts anew: any other number than the reader's is news.
        if (!stream.lastEventId().filter(Long.toString(seen)::equals).isPresent()) {
            changed(stream, seen, present);
        }
        try {
            follow(stream, seen);
        } catch (EngineException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            stream.put("end", "", new EndView());
        }
    }

    private void follow(EventStream stream, long from) throws IOException, InterruptedException {
        long seen = from;
        while (true) {
            long now = applications.awaitChange(actor, application, seen, stream.patience());
            if (now == seen) {
                stream.idle();
            } else {
                seen = now;
                changed(stream, seen, details());
            }
        }
    }

    private static void number(String id) {
        if (!NUMBER.matcher(id).matches()) {
            throw EngineException.invalid("Last-Event-ID", "'Last-Event-ID' must be the id of an event of this stream.");
        }
    }

    private ApplicationDetailsView details() {
        return ApplicationDetailsView.of(applications.get(actor, application));
    }

    private static void changed(EventStream stream, long number, ApplicationDetailsView details) throws IOException {
        stream.put("changed", Long.toString(number), details);
        stream.flush();
    }
}
