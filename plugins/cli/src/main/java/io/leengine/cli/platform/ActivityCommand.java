package io.leengine.cli.platform;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.Lists;
import io.leengine.cli.session.Query;
import io.leengine.cli.session.ReadCommand;
import io.leengine.cli.values.Moment;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Who did what. */
@Command(name = "activity", description = "Lists who did what, newest first.")
public final class ActivityCommand extends ReadCommand {
    @Option(names = "--kind", paramLabel = "KIND", description = "Only of this kind of resource, for example application.")
    private Optional<String> kind = Optional.empty();

    @Option(names = "--resource", paramLabel = "NAME", description = "Only of the resource of this name.")
    private Optional<String> resource = Optional.empty();

    @Option(names = "--actor", paramLabel = "NAME", description = "Only by the actor of this name.")
    private Optional<String> actor = Optional.empty();

    @Option(names = "--mine", description = "Only by oneself.")
    private boolean mine;

    @Option(names = "--action", paramLabel = "ACTION", description = "Only of this action, for example "
        + "application.deploy.")
    private Optional<String> action = Optional.empty();

    @Option(names = "--from", paramLabel = "TIME", description = "Only from this time on: 2026-11-23T08:00:00Z, or "
        + "2026-11-23.")
    private Optional<Moment> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", description = "Only before this time.")
    private Optional<Moment> to = Optional.empty();

    @Option(names = "--export", description = "Prints all of it, oldest first, as JSON, one a line.")
    private boolean export;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "At most so many (default: "
        + "${DEFAULT-VALUE}).")
    private int limit = 50;

    @Override
    protected void run(ApiClient api) {
        Optional<String> who = mine ? Optional.of(new EngineApi(api).users().getSelf().body().name()) : actor;
        Query query = Query.of("/activity").with("kind", kind).with("resource", resource).with("actor", who)
            .with("action", action).with("from", from).with("to", to);
        if (export) {
            api.copy(query.text(), "application/jsonl", output().out());
            return;
        }
        output().list(Lists.read(api, query, limit),
            new Columns().age("AGE", "at").field("WHO", "actor").field("ACTION", "action")
                .value("RESOURCE", entry -> Values.text(entry.path("kind")) + "/" + Values.text(entry.path("resource")))
                .field("RESULT", "result").field("FROM", "address").field("DETAIL", "detail")
                .named(entry -> Values.text(entry.path("id"))));
    }
}
