package io.leengine.cli.session;

import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A command that reads a list. */
public abstract class ListCommand extends ReadCommand {
    @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: all).")
    private Optional<Integer> limit = Optional.empty();

    @Override
    protected final void run(ApiClient api) {
        output().list(Lists.read(api, query(), limit.orElse(Integer.MAX_VALUE)), columns());
    }

    /** Returns what to ask for. */
    protected abstract Query query();

    /** Returns what to show. */
    protected abstract Columns columns();
}
