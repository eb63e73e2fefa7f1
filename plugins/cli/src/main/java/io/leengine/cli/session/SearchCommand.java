package io.leengine.cli.session;

import java.util.Optional;
import picocli.CommandLine.Option;

/** A command that reads a list which can be searched. */
public abstract class SearchCommand extends ListCommand {
    @Option(names = "--search", paramLabel = "TEXT", description = "Only those whose name holds this.")
    private Optional<String> search = Optional.empty();

    @Override
    protected final Query query() {
        return Query.of(path()).with("search", search);
    }

    /** Returns the list's path below the API's. */
    protected abstract String path();
}
