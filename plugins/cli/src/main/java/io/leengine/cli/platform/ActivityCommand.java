package io.leengine.cli.platform;

import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.Lists;
import io.leengine.cli.session.Query;
import io.leengine.cli.session.ReadCommand;
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

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "At most so many (default: "
        + "${DEFAULT-VALUE}).")
    private int limit = 50;

    @Override
    protected void run(ApiClient api) {
        output().list(Lists.read(api, Query.of("/activity").with("kind", kind).with("resource", resource), limit),
            new Columns().age("AGE", "at").field("WHO", "actor").field("ACTION", "action")
                .value("RESOURCE", entry -> Values.text(entry.path("kind")) + "/" + Values.text(entry.path("resource")))
                .field("RESULT", "result").field("FROM", "address").field("DETAIL", "detail")
                .named(entry -> Values.text(entry.path("id"))));
    }
}
