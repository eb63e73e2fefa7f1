package io.leengine.cli.platform;

import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.session.Lists;
import io.leengine.cli.session.Query;
import io.leengine.cli.session.ReadCommand;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How often things are done. */
@Command(name = "statistics", aliases = "stats", description = "Counts deploys, scalings, roll-backs, builds, "
    + "pushes and pulls a day; administrators see all, others what they did and what was done to their applications and "
    + "images.")
public final class StatisticsCommand extends ReadCommand {
    /** What counts are told apart by. */
    enum By {
        ALL("NAME"), USER("USER"), APPLICATION("APPLICATION"), IMAGE("IMAGE"), CELL("CELL");

        final String title;

        By(String title) {
            this.title = title;
        }

        /** As it is typed. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--from", paramLabel = "DAY", description = "The first day, in UTC, for example 2026-11-01 (default: 29 "
        + "days before the last).")
    private Optional<LocalDate> from = Optional.empty();

    @Option(names = "--to", paramLabel = "DAY", description = "The last day, in UTC (default: today).")
    private Optional<LocalDate> to = Optional.empty();

    @Option(names = "--by", paramLabel = "WHAT", defaultValue = "all", description = "What counts are told apart by: one of "
        + "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private By by = By.ALL;

    @Option(names = "--whole", description = "One count for the whole range, not one a day.")
    private boolean whole;

    @Option(names = "--csv", description = "Prints a table for spreadsheets.")
    private boolean csv;

    @Override
    protected void run(ApiClient api) {
        Query query = Query.of("/statistics").with("from", from).with("to", to).with("by", by)
            .with("per", whole ? "range" : "day");
        if (csv) {
            api.copy(query.text(), "text/csv", output().out());
            return;
        }
        Columns columns = new Columns();
        if (!whole) {
            columns.field("DAY", "day");
        }
        if (by != By.ALL) {
            columns.field(by.title, "name");
        }
        output().list(Lists.read(api, query, Integer.MAX_VALUE), columns.field("DEPLOYS", "deploys")
            .field("SCALINGS", "scalings").field("ROLL-BACKS", "rollBacks").field("BUILDS", "builds")
            .field("PUSHES", "pushes").field("PULLS", "pulls"));
    }
}
