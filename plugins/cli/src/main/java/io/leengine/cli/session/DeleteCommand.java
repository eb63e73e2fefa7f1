package io.leengine.cli.session;

import io.leengine.cli.http.Answer;
import io.leengine.cli.http.ApiClient;
import picocli.CommandLine.Mixin;

/** A command that deletes one resource: reads it, asks, and deletes what was read. */
public abstract class DeleteCommand extends ChangeCommand {
    @Mixin
    private Confirmation confirmation;

    @Override
    protected final void run(ApiClient api) {
        Answer read = api.get(path());
        confirmation.require(kind(), name());
        done(kind() + " " + name() + " deleted", Changes.delete(api, path(), read));
    }

    /** Returns its path. */
    protected abstract String path();

    /** Returns what kind of thing it is. */
    protected abstract String kind();

    /** Returns what has to be typed. */
    protected abstract String name();
}
