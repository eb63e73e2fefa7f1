package io.leengine.cli.session;

import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The filter of lists by who sees what is in them. */
public final class Visibility {
    /** What it can be. */
    enum Value {
        PUBLIC,
        PRIVATE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--visibility", paramLabel = "WORD", description = "Only public ones, or only private ones.")
    private Optional<Value> value = Optional.empty();

    /** Adds it. */
    public Query into(Query query) {
        return query.with("visibility", value);
    }
}
