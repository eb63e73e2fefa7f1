package io.leengine.cli.session;

import io.leengine.cli.output.Output;
import picocli.CommandLine.Mixin;

/** A command that reads from an engine. */
public abstract class ReadCommand extends ApiCommand {
    @Mixin
    private Output output;

    /** Returns what prints it. */
    protected final Output output() {
        return output;
    }
}
