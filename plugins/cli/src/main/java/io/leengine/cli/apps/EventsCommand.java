package io.leengine.cli.apps;

import io.leengine.cli.output.Columns;
import io.leengine.cli.session.ListCommand;
import io.leengine.cli.session.Query;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What happened. */
@Command(name = "events", description = "Lists what happened to an application, oldest first.")
public final class EventsCommand extends ListCommand {
    @Parameters(paramLabel = "APP", description = "The application.")
    private String application;

    @Override
    protected Query query() {
        return Query.of(Paths.application(application) + "/events");
    }

    @Override
    protected Columns columns() {
        return new Columns().age("AGE", "at").value("KIND", event -> event.path("warning").asBoolean() ? "warning"
            : "normal").field("REASON", "reason").field("CELL", "cell").field("VERSION", "version")
            .field("INSTANCE", "instance").field("MESSAGE", "message").named(event -> event.path("reason").asString());
    }
}
