package io.leengine.rest.stream;

import io.leengine.engine.Actor;
import io.leengine.engine.CodeBuilds;
import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.store.BuildRows;
import io.leengine.model.EngineException;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.EventStream;
import io.leengine.rest.view.LogChunkView;
import io.leengine.rest.view.RunView;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A build run's log, as events or whole.
 *
 * @param builds has the log
 * @param actor who asks
 * @param name the code build's name
 * @param number of the run
 * @param follow whether to go on while the run does
 */
public record BuildLog(CodeBuilds builds, Actor actor, String name, int number, boolean follow)
        implements Answer.Source {
    @Override
    public void send(EventStream stream) throws IOException, InterruptedException {
        int next = stream.lastEventId().map(BuildLog::position).orElse(-1) + 1;
        BuildRun run = builds.run(actor, name, number);
        boolean opened = false;
        while (true) {
            // Asked before the log: what an ended run has written is all there when its log is read afterwards.
            boolean last = run.state().ended() || !follow;
            List<BuildRows.LogChunk> chunks =
                builds.log(actor, name, number, next, last || !opened ? Duration.ZERO : stream.patience());
            if (!opened) {
                stream.open();
                opened = true;
            }
            for (BuildRows.LogChunk chunk : chunks) {
                stream.put("log", Integer.toString(chunk.position()), new LogChunkView(chunk.text()));
                next = chunk.position() + 1;
            }
            stream.flush();
            if (chunks.isEmpty()) {
                if (last) {
                    stream.put("end", "", RunView.of(name, run));
                    return;
                }
                stream.idle();
                BuildRun now = builds.run(actor, name, number);
                // Another attempt writes its log from the start.
                next = now.attempt() == run.attempt() ? next : 0;
                run = now;
            }
        }
    }

    /** Writes what there is of the log. */
    public void write(OutputStream out) throws IOException, InterruptedException {
        int next = 0;
        for (var chunks = chunks(next); !chunks.isEmpty(); chunks = chunks(next)) {
            for (BuildRows.LogChunk chunk : chunks) {
                out.write(chunk.text().getBytes(StandardCharsets.UTF_8));
                next = chunk.position() + 1;
            }
        }
    }

    private List<BuildRows.LogChunk> chunks(int from) throws InterruptedException {
        return builds.log(actor, name, number, from, Duration.ZERO);
    }

    private static int position(String id) {
        try {
            int position = Integer.parseInt(id);
            if (position >= 0 && position < Integer.MAX_VALUE) {
                return position;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw EngineException.invalid("Last-Event-ID", "'Last-Event-ID' must be the id of an event of this log.");
    }
}
