package io.leengine.cli.session;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.Reply;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** A command that deletes one resource: reads it, asks, and deletes what was read. */
public abstract class DeleteCommand extends ChangeCommand {
    @Mixin
    private Confirmation confirmation;

    @Override
    protected final void run(EngineApi engine) {
        Optional<String> seen = read(engine).etag();
        confirmation.require(kind(), name());
        done(kind() + " " + name() + " deleted", delete(engine, seen));
    }

    /** Reads it. */
    protected abstract Reply<?> read(EngineApi engine);

    /** Deletes it if it is as it was seen. */
    protected abstract Reply<?> delete(EngineApi engine, Optional<String> seen);

    /** Returns what kind of thing it is. */
    protected abstract String kind();

    /** Returns what has to be typed. */
    protected abstract String name();
}
