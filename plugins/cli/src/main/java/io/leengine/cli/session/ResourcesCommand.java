package io.leengine.cli.session;

import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** A command that lists resources of a kind: searched, sorted, and only those that one has a role on. */
public abstract class ResourcesCommand extends ListCommand {
    // What the engine sorts by, before it cuts the list.
    private static final Set<String> ORDERS = Set.of("name", "created");

    @Option(names = "--search", paramLabel = "TEXT", description = "Only those whose name holds this.")
    private Optional<String> search = Optional.empty();

    @Option(names = "--mine", description = "Only those you are a member of.")
    private boolean mine;

    @Option(names = "--role", paramLabel = "ROLE", description = "Only those on which you have this role or a higher one.")
    private Optional<Role> role = Optional.empty();

    @Override
    protected final Query query() {
        return narrowed(Query.of(path()).with("search", search).with("sort", output().order(ORDERS))
            .with("role", role.or(() -> mine ? Optional.of(Role.GUEST) : Optional.empty())));
    }

    /** Returns the list's path below the API's. */
    protected abstract String path();

    /** Adds the filters that only this kind has. */
    protected Query narrowed(Query query) {
        return query;
    }
}
