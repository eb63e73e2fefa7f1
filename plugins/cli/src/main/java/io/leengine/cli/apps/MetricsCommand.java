package io.leengine.cli.apps;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.QueryMetricsQuery;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ReadCommand;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Shows a metric over time. */
@Command(name = "metrics", description = "Shows a metric of an application over time.")
public final class MetricsCommand extends ReadCommand {
    @Parameters(index = "0", paramLabel = "APP", description = "The application.")
    private String application;

    @Parameters(index = "1", paramLabel = "METRIC", description = "For example instance_memory_bytes.")
    private String metric;

    @Option(names = "--since", paramLabel = "TIME", defaultValue = "1h", description = "How far back (default: "
        + "${DEFAULT-VALUE}).")
    private Duration since = Duration.ofHours(1);

    @Option(names = "--step", paramLabel = "TIME", defaultValue = "60s", description = "The width of a step (default: "
        + "${DEFAULT-VALUE}).")
    private Duration step = Duration.ofSeconds(60);

    @Option(names = "--reduce", paramLabel = "HOW", description = "How samples become a point: mean, max, last or rate "
        + "(default: mean).")
    private Optional<String> reduce = Optional.empty();

    @Option(names = "--version", paramLabel = "VERSION", description = "Only of this version.")
    private Optional<String> version = Optional.empty();

    @Option(names = "--cell", paramLabel = "CELL", description = "Only of this cell.")
    private Optional<String> cell = Optional.empty();

    @Option(names = "--instance", paramLabel = "INSTANCE", description = "Only of this instance.")
    private Optional<String> instance = Optional.empty();

    @Override
    protected void run(EngineApi engine) {
        if (step.toSeconds() < 1) {
            throw new CommandException(ExitCode.USAGE, "--step must be at least 1s.", "");
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        JsonNode body = engine.instancesLogsEventsMetrics().queryMetrics(application, QueryMetricsQuery.of(metric)
            .withFrom(now.minus(since)).withTo(now).withStepSeconds(step.toSeconds()).withReduce(reduce)
            .withVersion(version).withCell(cell).withInstance(instance)).json();
        Columns columns = new Columns().field("TIME", "time").field("SERIES", "series").field("VALUE", "value");
        if (output().table()) {
            output().list(rows(body), columns);
        } else {
            output().one(body, columns.named(any -> metric));
        }
    }

    private static JsonNode rows(JsonNode body) {
        ObjectNode rows = JsonNodeFactory.instance.objectNode();
        var items = rows.putArray("items");
        body.path("series").forEach(series -> series.path("points").forEach(point -> items.addObject()
            .put("time", Instant.ofEpochMilli(point.get(0).asLong()).toString())
            .put("series", Values.text(series.path("labels")))
            .put("value", number(point.get(1)))));
        return rows;
    }

    private static String number(JsonNode value) {
        return value.isNumber() ? new BigDecimal(value.asString()).stripTrailingZeros().toPlainString() : "";
    }
}
